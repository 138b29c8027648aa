"""What a batch's rows and files are matched by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.subject_key import PlateError, check_plate, key_in, subject_key

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
plates = st.builds(
    lambda province, letter, rest: province + letter + rest,
    st.sampled_from("鄂京粤湘赣"),
    st.sampled_from(LETTERS),
    st.text(LETTERS + "0123456789", min_size=5, max_size=6),
)


@pytest.mark.parametrize("typed", ["鄂L12345", " 鄂l 12345", "鄂L·12345", "鄂Ｌ-１２３４５", "鄂L.12345"])
def test_a_plate_is_read_as_people_write_it(typed: str) -> None:
    assert check_plate(typed) == "鄂L12345"


@pytest.mark.parametrize("typed", ["", "L12345", "鄂12345", "鄂L1234", "鄂L12O45", "鄂L1234567", "鄂鄂L12345"])
def test_what_is_no_plate_is_refused(typed: str) -> None:
    with pytest.raises(PlateError):
        check_plate(typed)


@pytest.mark.parametrize(
    "name",
    ["鄂L12345.jpg", "鄂l·12345 行驶证.JPG", "行驶证鄂L12345-2.jpg", "IMG_0012_鄂L 12345(1).heic", "鄂L12345_正面.png"],
)
def test_a_photo_is_found_by_the_plate_in_its_name(name: str) -> None:
    assert key_in(name, ["鄂L12345", "鄂L99999"]) == "鄂L12345"


@pytest.mark.parametrize("name", ["IMG_0012.jpg", "鄂L123456.jpg", "鄂L12345和鄂L99999.jpg", "", ".jpg"])
def test_a_name_that_could_mean_another_one_is_left_to_the_person(name: str) -> None:
    assert key_in(name, ["鄂L12345", "鄂L99999"]) == ""


@settings(deadline=None)
@given(st.lists(plates, min_size=1, max_size=8, unique=True), st.data())
def test_every_plate_finds_itself_and_no_other(keys: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(keys))
    told = data.draw(st.sampled_from(["{}.jpg", "证件 {}.jpg", "{}_1.png", "{}-反面.jpg", "（{}）.pdf"])).format(wanted)
    assert key_in(told, keys) == wanted


@settings(deadline=None)
@given(plates)
def test_a_key_is_its_own_key(plate: str) -> None:
    assert subject_key(plate) == plate == check_plate(plate)
