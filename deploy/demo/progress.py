"""Progress on a terminal as bars, elsewhere as plain lines."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.demo.steps import Step
from shared.workdays import ALMATY

LINE_EVERY = 15


@dataclass(frozen=True, slots=True)
class Bars:
    """Where progress is shown."""

    console: Console

    def say(self, text: str) -> None:
        """One line."""
        self.console.print(text, highlight=False)

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Something whose length is not known."""
        if not self.console.is_terminal:
            self.say(f"{what} …")
            yield
            return
        with self.console.status(what):
            yield
        self.say(f"[green]✓[/green] {what}")

    @contextmanager
    def importing(self, total: int, source: str) -> Iterator[None]:
        """The import of `total` rows."""
        what = f"importing {total} appeals from {source}"
        if not self.console.is_terminal:
            self.say(what)
            yield
            return
        with _progress(self.console) as progress:
            task = progress.add_task(what, total=total)
            yield
            progress.update(task, completed=total)

    @contextmanager
    def simulation(self, steps: Sequence[Step], done: int = 0) -> Iterator[Callable[[Step], None]]:
        """The simulated days; hand each finished step to what is yielded."""
        total, finished = sum(step.appeals for step in steps), done
        filed = sum(step.appeals for step in steps[:done])
        if not self.console.is_terminal:

            def say(step: Step) -> None:
                nonlocal filed, finished
                filed, finished = filed + step.appeals, finished + 1
                if finished % LINE_EVERY == 0 or finished == len(steps):
                    day = f"{step.at.astimezone(ALMATY):%d.%m.%Y}"
                    self.say(f"simulating: {day}, step {finished} of {len(steps)}, {filed} appeals filed")

            yield say
            return
        with _progress(self.console) as progress:
            task = progress.add_task("simulating", total=total, completed=filed)

            def move(step: Step) -> None:
                day = f"{step.at.astimezone(ALMATY):%d.%m.%Y %H:%M}"
                progress.update(task, advance=step.appeals, description=f"simulating {day}")

            yield move


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
