"""Forms of place names: folded letters, Russian cases, Kazakh suffixes, and the words that stand beside names."""

from collections.abc import Iterator
from typing import Literal


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FOLDED = str.maketrans("ёәғқңөұүһіы", "еагкноуухии", "ьъ")
ABBREVIATED_DISTRICT = "р-н"

SHORTEST_ADJECTIVE = 4
ADJECTIVE_ENDINGS = ("ий", "ый", "ой", "ая", "ое", "ее")
OBLIQUE_CASES = ("ого", "ому", "им", "ым", "ом")
FEMININE_CASES = ("ая", "ой", "ую")
PLURAL_CASES = ("ие", "их", "ими")
RELATIONAL = "ский"
"""Names that end so are said of districts, hospitals, roads: in all genders."""
HARD_CASES = ("", "а", "у", "ом", "ем", "е")
TOWN_ENDING = "ск"
"""Its instrumental sounds like an adjective: `уральском`."""
NOUN_CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ия", ("ия", "ии", "ию", "ией")),
    ("я", ("я", "и", "е", "ю", "ей")),
    ("а", ("а", "ы", "и", "е", "у", "ой", "ою")),
    ("о", ("о", "а", "у", "ом", "е")),
    ("й", ("й", "я", "ю", "ем", "е")),
    ("ь", ("ь", "и", "ью", "я", "ю", "ем", "е")),
    ("ы", ("ы", "ов", "ам", "ах", "ами", "е")),
    ("и", ("и", "ей", "ям", "ях", "ями")),
    ("у", ("у",)),
    ("е", ("е",)),
)
"""Endings of a noun by its last letters, nominative first; consonants take the hard ones."""

LOCATIVE = _words("да де та те нда нде даги деги таги теги ндаги ндеги дагилар дегилер тагилар тегилер")
KAZAKH_SUFFIXES = LOCATIVE | _words(
    "нин дин тин га ге ка ке ни ди ти дан ден тан тен нан нен мен бен пен лик дик тик ликтар ликтер дикта "
    "диктар тиктер ликтин диктин тиктин ликтан лар лер дар дер тар тер"
)
LONGEST_SUFFIX = max(map(len, KAZAKH_SUFFIXES))
SHORTEST_SUFFIX = 2

TypeWord = Literal["oblast", "district", "city", "settlement"]
RUSSIAN_STARTS: tuple[tuple[str, TypeWord], ...] = (
    ("област", "oblast"),
    ("район", "district"),
    ("город", "city"),
    ("поселок", "settlement"),
    ("поселк", "settlement"),
    ("станци", "settlement"),
    ("сельск", "settlement"),
)
RUSSIAN_WORDS: dict[str, TypeWord] = {
    **dict.fromkeys(_words("село села селе селу селом сел аул аула ауле аулу аулом кент"), "settlement"),
    **dict.fromkeys(_words("пос пгт рп"), "settlement"),
    "обл": "oblast",
    "гор": "city",
    "г": "city",
}
RUSSIAN_DOTTED: dict[str, TypeWord] = {"с": "settlement", "п": "settlement", "а": "settlement", "ст": "settlement"}
"""They are type words only with a full stop, else prepositions and particles."""
KAZAKH_STARTS: tuple[tuple[str, TypeWord], ...] = (
    ("обл", "oblast"),
    ("аудан", "district"),
    ("каласи", "city"),
    ("калали", "city"),
    ("ауил", "settlement"),
    ("кенти", "settlement"),
    ("селоси", "settlement"),
    ("стансаси", "settlement"),
)
KAZAKH_DOTTED: dict[str, TypeWord] = {"к": "city", "а": "settlement", "ауд": "district"}

STREETS_BEFORE = _words(
    "ул улица улици улице улицу улицей пр просп проспект проспекта проспекте проспекту проспектом пер "
    "переулок переулка переулке бульвар бульвара бульваре площад площади шоссе мкр мкрн микрорайон "
    "микрорайона микрорайоне микрорайону сквер сквера сквере парк парка парке тупик проезд проезда "
    "проезде набережная набережной жк квартал квартала квартале имени им театр театра театре музей "
    "кинотеатр школа школе школи гимназия лицей университет университета"
)
STREETS_AFTER = (
    "кошес",
    "данги",
    "шагин",
    "молтек",
    "атинда",
    "алани",
    "тиици",
    "бульвари",
    "мкр",
    "мектеби",
    "театри",
)

AND = _words("и или")
"""Between two adjectives that share a type word: `Алматинская и Жамбылская области`."""
HERE = _words("в во на по около возле под близ вдоль")
APPLICANT_BEFORE = (
    "жител",
    "прожива",
    "прописан",
    "зарегистрирован",
    "урожен",
    "родом",
    "живу",
    "живем",
)
APPLICANT_AFTER = ("тургин", "турам", "турати", "тургинимин")


def fold(text: str) -> str:
    """Lower case with one letter for those that are mixed up: Kazakh as Russian, no signs, `ё` and `ы` levelled."""
    return text.lower().replace(ABBREVIATED_DISTRICT, "район").translate(FOLDED)


def is_adjective(word: str) -> bool:
    """Whether a Russian name of one word declines as an adjective."""
    return len(word) > SHORTEST_ADJECTIVE and word.endswith(ADJECTIVE_ENDINGS)


def forms(word: str) -> Iterator[str]:
    """All Russian cases of one word of a name, folded; an abbreviation in capitals gives itself only."""
    if word.isupper():
        yield fold(word)
        return
    word = word.lower()
    yield fold(word)
    if is_adjective(word):
        yield from (fold(word[:-2] + case) for case in _adjective_cases(word))
        return
    for ending, cases in NOUN_CASES:
        if word.endswith(ending):
            yield from (fold(word.removesuffix(ending) + case) for case in cases)
            return
    yield from (fold(word + case) for case in HARD_CASES if not (case == "ом" and word.endswith(TOWN_ENDING)))


def _adjective_cases(word: str) -> tuple[str, ...]:
    """Endings in the gender of the name, in all genders for a relational adjective."""
    if word.endswith(RELATIONAL):
        return ("ий", "ое", *OBLIQUE_CASES, *FEMININE_CASES, *PLURAL_CASES)
    return (*FEMININE_CASES, *PLURAL_CASES) if word.endswith("ая") else OBLIQUE_CASES


def without_suffix(word: str) -> Iterator[tuple[str, bool]]:
    """What may stand before a Kazakh case suffix of a folded word, and whether the suffix says where something is."""
    for size in range(SHORTEST_SUFFIX, min(LONGEST_SUFFIX, len(word) - SHORTEST_SUFFIX) + 1):
        if word[-size:] in KAZAKH_SUFFIXES:
            yield word[:-size], word[-size:] in LOCATIVE


def russian_type(word: str, is_dotted: bool) -> TypeWord | None:
    """The type that a folded Russian word names, as in `город`, `с.`."""
    for start, kind in RUSSIAN_STARTS:
        if word.startswith(start):
            return kind
    return RUSSIAN_WORDS.get(word) or (RUSSIAN_DOTTED.get(word) if is_dotted else None)


def kazakh_type(word: str, is_dotted: bool) -> TypeWord | None:
    """The type that a folded Kazakh word names, as in `қаласында`, `обл.`."""
    for start, kind in KAZAKH_STARTS:
        if word.startswith(start):
            return kind
    return KAZAKH_DOTTED.get(word) if is_dotted else None
