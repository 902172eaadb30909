"""What is kept holds as long as the rows it was made of are the same."""

from portal.kept import Kept


def test_it_is_made_again_when_a_row_differs_and_the_latest_are_kept() -> None:
    kept: Kept[int] = Kept(2)
    made = iter(range(10))

    def of(key: str, *rows: tuple[int, ...]) -> int:
        return kept.of(key, [*rows], lambda: next(made))

    assert of("a", (1,)) == of("a", (1,)) == 0
    assert of("a", (2,)) == 1, "a row has changed"
    assert of("a", (2,), (3,)) == 2, "a row has come"
    assert of("b") == 3
    assert of("a", (2,), (3,)) == 2, "two fit"
    assert of("c") == 4
    assert of("a", (2,), (3,)) == 2, "the one that was asked for least lately had to go"
    assert of("b") == 5
