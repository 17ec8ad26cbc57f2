"""Nothing about a person is ever said aloud: only what is known to be public is."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.voice.phrases import book, sentences
from kiosk.words import catalogue, say_in

CHINESE = catalogue("zh_CN")
BOOK = book(CHINESE, {"出生证明", "3号窗口", "0473-0000000"})
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
ID_NUMBERS = st.from_regex(r"\A1503[0-9]{13}[0-9X]\Z")


def test_every_fixed_message_is_public_and_has_its_recording() -> None:
    fixed = {text for message, text in CHINESE.items() if "{" not in message}
    for text in fixed:
        phrases = BOOK.phrases(text)
        assert [(phrase.personal, phrase.message is None) for phrase in phrases] == [(False, False)], text


def test_a_problem_told_in_two_sentences_is_public_sentence_by_sentence() -> None:
    both = say_in("zh_CN", "This machine cannot speak at the moment.") + say_in("zh_CN", "This visit ends in {seconds} seconds", seconds=20)
    assert [phrase.personal for phrase in BOOK.phrases(both)] == [False, False]


def test_numbers_and_public_words_may_be_put_into_a_message() -> None:
    assert not BOOK.phrases(say_in("zh_CN", "Page {page} of {pages}", page=2, pages=13))[0].personal
    assert not BOOK.phrases(say_in("zh_CN", "Please check: {name}", name="出生证明"))[0].personal


@given(NAMES)
def test_a_name_is_personal_wherever_it_stands(name: str) -> None:
    assume(name not in BOOK.public and name not in CHINESE.values())
    assert BOOK.phrases(name)[0].personal
    assert BOOK.phrases(say_in("zh_CN", "Please check: {name}", name=name))[0].personal
    assert any(phrase.personal for phrase in BOOK.phrases(f"此页面没有可选项，请稍候。{name}。"))


@given(ID_NUMBERS, st.sampled_from([message for message in CHINESE if "{" in message]))
def test_an_identity_number_is_personal_in_every_message(number: str, message: str) -> None:
    places = {place.split("}")[0] for place in message.split("{")[1:]}
    text = say_in("zh_CN", message, **dict.fromkeys(places, number))
    assert any(phrase.personal for phrase in BOOK.phrases(text))


@given(st.text(max_size=80))
def test_phrases_lose_nothing_and_their_repr_tells_nothing(text: str) -> None:
    phrases = BOOK.phrases(text)
    said = "".join("".join(phrase.text.split()) for phrase in phrases)
    assert said == "".join(text.split())
    assert all(len(phrase.text) < 8 or phrase.text not in repr(phrase) for phrase in phrases)


def test_sentences_end_where_they_end() -> None:
    assert sentences("好。再见！Fine. Go on? Yes") == ("好。", "再见！", "Fine.", "Go on?", "Yes")
    assert sentences("0473-1.5") == ("0473-1.5",)


def test_a_countdown_is_known_by_its_message() -> None:
    message = "This visit ends in {seconds} seconds"
    assert BOOK.template(say_in("zh_CN", message, seconds=9)) == message
