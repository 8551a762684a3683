"""What lies where in a slice is written on it."""

from matplotlib.figure import Figure

from cryonerve.reporting.figures.facing import facing


def test_right_left_front_and_back_stand_where_they_are() -> None:
    axes = Figure().add_axes((0.0, 0.0, 1.0, 1.0))
    facing(axes, above="A", below="P")
    places = {item.get_text(): item.get_position() for item in axes.texts}
    assert set(places) == {"R", "L", "A", "P"}
    assert places["R"][0] < 0.5 < places["L"][0]
    assert places["P"][1] < 0.5 < places["A"][1]
    low, high = axes.get_xlim()
    assert low > high  # x runs to the patient's right, so to the left here


def test_a_view_along_the_limb_has_no_front_and_back() -> None:
    axes = Figure().add_axes((0.0, 0.0, 1.0, 1.0))
    facing(axes)
    assert {item.get_text() for item in axes.texts} == {"R", "L"}
