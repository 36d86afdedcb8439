"""Places named in a text: every region, district and city in both languages, but no street or person."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.gazetteer import load_gazetteer
from services.router.rules.places import region_of, regions_named
from shared.reference import PlaceRow, load_places, load_reference

KNOWN = load_gazetteer()
ROWS = load_places()
OBLAST = {code: region.names for code, region in load_reference().regions.items()}
FRONT, BACK = "әеиөүі", "аоуыұяюё"
VOICELESS = "кқпстфхцчшщ"


def rows(*kinds: str) -> list[PlaceRow]:
    return [row for row in ROWS if row.kind in kinds]


def named(text: str) -> list[tuple[str, str]]:
    return [(place.region, place.words[-1]) for place in regions_named(text, KNOWN)]


def kazakh_locative(name: str) -> str:
    """Vowel harmony by the last vowel, a voiceless consonant before it makes `т`."""
    last = next((letter for letter in reversed(name.lower()) if letter in FRONT + BACK), "а")
    return f"{name}{'т' if name[-1].lower() in VOICELESS else 'д'}{'е' if last in FRONT else 'а'}"


def russian_locative(name: str) -> str:
    *first, last = name.split("-") if "-" in name else name.split(" ")
    joint = "-" if "-" in name else " "
    if last.endswith(("ый", "ий", "ое")):
        last = f"{last[:-2]}ом"
    elif last.endswith(("а", "я", "й")) or (last.endswith("о") and last.endswith(("ово", "ево"))):
        last = f"{last[:-1]}е"
    elif last.endswith("ь"):
        last = f"{last[:-1]}и"
    elif last[-1] in "бвгджзклмнпрстфхцчшщ":
        last = f"{last}е"
    return joint.join([*first, last])


def russian_area_locative(name: str) -> str:
    """Of an oblast or district with its type word: `Жарминском районе`, `области Абай`."""
    return (
        name.replace("ский район", "ском районе")
        .replace("район ", "районе ")
        .replace("ская область", "ской области")
        .replace("область ", "области ")
    )


@pytest.mark.parametrize("row", rows("oblast"), ids=lambda row: row.name_kk)
def test_an_oblast_is_found_in_both_languages_and_cases(row: PlaceRow) -> None:
    wanted = (row.region, row.name_ru)
    for text in (row.name_kk, row.name_ru, f"{row.name_kk}нда", f"в {russian_area_locative(row.name_ru)}"):
        assert named(f"Өтініш: {text} жол жоқ") == [wanted]
        assert region_of(None, text, KNOWN) == row.region


@pytest.mark.parametrize("row", rows("district", "city_district"), ids=lambda row: row.unit)
def test_a_district_is_found_beside_its_region_in_both_languages_and_cases(row: PlaceRow) -> None:
    names, wanted = OBLAST[row.region], (row.region, row.name_ru)
    assert wanted in named(f"{names.kk}, {row.name_kk}, су жоқ")
    assert wanted in named(f"{names.kk}ның {row.name_kk}нда су жоқ")
    assert wanted in named(f"{names.ru}, {row.name_ru}, нет воды")
    assert wanted in named(f"В {russian_area_locative(row.name_ru)} нет воды. {names.ru}")


@pytest.mark.parametrize("row", rows("city"), ids=lambda row: row.name_kk)
def test_a_city_is_found_with_its_type_word_in_both_languages_and_cases(row: PlaceRow) -> None:
    names, wanted = OBLAST[row.region], (row.region, row.name_ru)
    assert wanted in named(f"{names.kk}, {row.name_kk} қаласы")
    assert wanted in named(f"{row.name_kk} қаласында су жоқ, {names.kk}")
    assert wanted in named(f"{names.ru}, г. {row.name_ru}")
    assert wanted in named(f"в городе {russian_locative(row.name_ru)} нет воды, {names.ru}")


@pytest.mark.parametrize("row", rows("city"), ids=lambda row: row.name_kk)
def test_a_city_is_found_by_its_bare_name_unless_that_is_an_ordinary_word(row: PlaceRow) -> None:
    for text, common in (
        (row.name_kk, row.common_kk),
        (f"{kazakh_locative(row.name_kk)} су жоқ", row.common_kk),
        (row.name_ru, row.common_ru),
        (f"Пишу о том, что в {russian_locative(row.name_ru)} нет воды", row.common_ru),
    ):
        if not common:
            assert region_of(None, text, KNOWN) == row.region, text


@pytest.mark.parametrize("row", rows("settlement"), ids=lambda row: f"{row.region} {row.name_kk}")
def test_a_settlement_is_found_beside_its_region(row: PlaceRow) -> None:
    names = OBLAST[row.region]
    assert (row.region, row.name_ru) in named(f"{names.ru}, село {row.name_ru}")
    assert (row.region, row.name_ru) in named(f"{names.kk}, {row.name_kk} ауылында")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("в Петропавловске", "KZ-59"),
        ("в Петропавле", "KZ-59"),
        ("Петропавлда", "KZ-59"),
        ("Усть-Каменогорске", "KZ-63"),
        ("Өскемендегі жол", "KZ-63"),
        ("Оскемен каласында", "KZ-63"),
        ("в Семипалатинске", "KZ-10"),
        ("Семейде су жоқ", "KZ-10"),
        ("в Уральске", "KZ-27"),
        ("Орал қаласынан", "KZ-27"),
        ("в Кызыл-Орде", "KZ-43"),
        ("в Целинограде", "KZ-71"),
        ("в Нур-Султане", "KZ-71"),
        ("в городе Гурьеве", "KZ-23"),
        ("в городе Шевченко", "KZ-47"),
        ("в Чимкенте", "KZ-79"),
        ("в Капчагае", "KZ-19"),
        ("Қонаевта", "KZ-19"),
        ("в Алма-Ате", "KZ-75"),
        ("Карагандыда", "KZ-35"),
        ("Қарағандыдан келген", "KZ-35"),
        ("карагандинские дороги", "KZ-35"),
        ("в г.Экибастузе", "KZ-55"),
        ("Целиноградский р-н", "KZ-11"),
        ("жители ВКО", "KZ-63"),
        ("БҚО-да", "KZ-27"),
        ("район им. Габита Мусрепова", "KZ-59"),
        ("в районе имени Габита Мусрепова", "KZ-59"),
    ],
)
def test_former_names_other_spellings_and_adjectives_lead_to_the_region(text: str, region: str) -> None:
    assert region_of(None, text, KNOWN) == region


@pytest.mark.parametrize(
    "text",
    [
        "на улице Абая нет света",
        "ул. Карагандинская 12",
        "по ул. М. Жумабаева",
        "на Карагандинской улице",
        "Абай көшесінде жарық жоқ",
        "Алматы көшесі",
        "Астана даңғылы",
        "проспект Достык",
        "улица Каныша Сатпаева",
        "микрорайон Алатау",
        "Жетісу шағын ауданы",
        "школа имени Жамбыла",
        "Абай атындағы мектеп",
        "12 семей остались без крова",
        "мұз арал",
        "жер талас болып тұр",
        "темир",
        "мы хотим мира и дружбы",
        "в степное хозяйство, на глубокое место",
        "соседи подняли шум, шар лопнул",
        "есік ашылмайды",
        "алға қарай",
        "оралған азаматтар",
        "май айында",
        "рудный двор и мирный атом",
        "Абай туралы өлең",
        "уральский мотоцикл",
        "аршалы",
        "сарань",
        "достык",
        "оқу орны, оқулық",
        "выпас скота",
        "ленинская октябрьская первомайская",
        "снять мерки, таскали мешки",
        "уральском, боровой",
        "іргелі басшы шелекпен су құйды",
        "астраханской",
        "ответ сказали, казали",
        "жаңа",
        "",
    ],
)
def test_streets_persons_and_ordinary_words_are_no_places(text: str) -> None:
    assert regions_named(text, KNOWN) == ()


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Абайский район", None),
        ("Абайский район, город Караганда", "KZ-35"),
        ("Абайский район Шымкента", "KZ-79"),
        ("Абай облысы, Абай ауданы", "KZ-10"),
        ("город Абай", "KZ-35"),
        ("Есильский район", None),
        ("Есильский район Северо-Казахстанской области", "KZ-59"),
        ("район Есиль, Астана", "KZ-71"),
        ("Алматы облысы", "KZ-19"),
        ("Алматы қаласы", "KZ-75"),
        ("в Алматы", "KZ-75"),
        ("в Алматинской области", "KZ-19"),
        ("Астана қаласы Алматы ауданы", "KZ-71"),
        ("Ақтөбе қаласы Алматы ауданында", "KZ-15"),
        ("Жамбылский район", None),
        ("Жамбылский район Алматинской области", "KZ-19"),
        ("Жамбыл облысы Жамбыл ауданы", "KZ-31"),
        ("село Карасу", None),
        ("район Октябрьский, Караганда", "KZ-35"),
    ],
)
def test_a_name_of_several_places_is_decided_by_its_type_word_and_its_neighbour(text: str, region: str | None) -> None:
    assert region_of(None, text, KNOWN) == region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Житель Астаны пишет о дороге в Карагандинской области", "KZ-35"),
        ("Проживаю в Алматы, но прошу отремонтировать мост в Кокшетау", "KZ-11"),
        ("Пишу из Шымкента: в Сайрамском районе нет воды", "KZ-61"),
        ("Астана тұрғынымын. Теміртауда ауа лас", "KZ-35"),
        ("Из Павлодара ехали в Семипалатинск, авария в Жарминском районе", "KZ-10"),
        ("Актау и Атырау", None),
    ],
)
def test_where_something_is_outweighs_where_the_applicant_lives(text: str, region: str | None) -> None:
    assert region_of(None, text, KNOWN) == region


def test_the_place_of_the_form_decides_before_the_text() -> None:
    assert region_of("г. Кентау", "Пишу о дороге в Караганде и в Темиртау", KNOWN) == "KZ-61"
    assert region_of("Абайский район", "Пишу о дороге в Караганде", KNOWN) == "KZ-35"
    assert region_of("во дворе", "Пишу о дороге в Караганде", KNOWN) == "KZ-35"
    assert region_of(None, "", KNOWN) is None


def test_places_come_in_the_order_of_the_text_and_each_once() -> None:
    text = "В Талдыкоргане, в Текели и снова в Талдыкоргане"
    assert named(text) == [("KZ-33", "Талдыкорган"), ("KZ-33", "Текели")]


def test_two_adjectives_may_share_one_type_word() -> None:
    text = "дожди в Алматинской и Жамбылской областях"
    assert named(text) == [("KZ-19", "Алматинская область"), ("KZ-31", "Жамбылская область")]


@given(st.sampled_from(rows("oblast", "city")), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_and_greetings_change_nothing(row: PlaceRow, change: object) -> None:
    text = f"{OBLAST[row.region].ru}, город {row.name_ru}" if row.kind == "city" else row.name_ru
    assert callable(change)
    assert named(f"Здравствуйте! {change(text)}. С уважением") == named(text)


@given(st.text(max_size=300))
def test_any_text_gets_an_answer_in_our_own_words(text: str) -> None:
    ours = {(row.name_kk, row.name_ru) for row in ROWS} | {(row.name_kk,) for row in ROWS}
    assert all(place.words in ours for place in regions_named(text, KNOWN))


def test_the_time_for_a_long_text_is_reported(record_property: Callable[[str, object], None]) -> None:
    text = ("Құрметті әкім! Көшеде жарық жоқ. Прошу принять меры: в городе Караганде во дворе нет освещения. " * 11)[
        :1000
    ]
    began = time.perf_counter()
    for _ in range(100):
        found = regions_named(text, KNOWN)
    record_property("microseconds", round((time.perf_counter() - began) * 1e4))
    assert [place.region for place in found] == ["KZ-35"]
