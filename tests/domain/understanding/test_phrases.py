"""Whole sentences: requests, guards, what a person must decide (RULES KW-10, 11); how languages are made."""

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.rows import Row, read_rows
from responder.domain.understanding.classifier import Classifier, Intent
from responder.domain.understanding.grammar import KINDS, Grammar, grammars, tokens
from responder.domain.understanding.keywords import keyword_set, normalised
from responder.domain.understanding.languages import LANGUAGES
from responder.domain.understanding.languages.language import Language, rows
from responder.domain.understanding.patterns import BadPattern
from tests.domain.understanding.recital import recited

CLASSIFIER = Classifier(keyword_set({}))
GRAMMARS = grammars(LANGUAGES)
DEV = Path(__file__).parents[3].parent / "shared/corpus/dev.tsv"


def intent(text: str) -> str:
    return CLASSIFIER.classify(text).intent.value


@pytest.mark.parametrize("verb", ["stop", "quit", "please stop", "cease", "pls stop"])
@pytest.mark.parametrize(
    "what",
    [
        "texting me",
        "sending me messages",
        "messaging this number",
        "spamming my phone",
        "contacting us",
        "txting",
    ],
)
def test_whoever_tells_us_to_stop_texting_opts_out(verb: str, what: str) -> None:
    said = CLASSIFIER.classify(f"{verb} {what}!")
    assert (said.intent, said.rule, said.language) == (Intent.OPT_OUT, "KW-10", "en")


@pytest.mark.parametrize("no", ["don't", "do not", "never", "please don't", "DO NOT", "dont ever"])
@pytest.mark.parametrize(
    "what", ["text me", "contact this number again", "message us anymore", "send me any more texts"]
)
def test_whoever_forbids_texts_opts_out(no: str, what: str) -> None:
    assert intent(f"{no} {what}") == "OPT_OUT"


@pytest.mark.parametrize("verb", ["remove", "delete", "take", "drop"])
@pytest.mark.parametrize(
    "what", ["me off your list", "my number from your list", "us from the mailing list please"]
)
def test_whoever_leaves_the_list_opts_out(verb: str, what: str) -> None:
    assert intent(f"{verb} {what}") == "OPT_OUT"


@pytest.mark.parametrize("verb", ["arrêtez", "arrête", "cessez", "veuillez cesser", "svp arrêter"])
@pytest.mark.parametrize("what", ["de m'écrire", "de me texter", "de m'envoyer des textos", "vos messages"])
def test_french_requests_to_stop_opt_out_and_are_answered_in_french(verb: str, what: str) -> None:
    said = CLASSIFIER.classify(f"{verb} {what}")
    assert (said.intent, said.language) == (Intent.OPT_OUT, "fr")


@pytest.mark.parametrize("verb", ["dejen de", "deje de", "paren de", "ya dejen de"])
@pytest.mark.parametrize("what", ["escribirme", "mandarme mensajes", "enviarme textos", "molestarme"])
def test_spanish_requests_to_stop_opt_out_and_are_answered_in_spanish(verb: str, what: str) -> None:
    said = CLASSIFIER.classify(f"{verb} {what}")
    assert (said.intent, said.language) == (Intent.OPT_OUT, "es")


@pytest.mark.parametrize(
    "text", ["wrong number", "You have the wrong number.", "mauvais numéro", "número equivocado"]
)
def test_a_wrong_number_is_an_opt_out(text: str) -> None:
    assert intent(text) == "OPT_OUT"


@pytest.mark.parametrize(
    "text", ["leave me alone", "laissez-moi tranquille", "fichez-moi la paix", "déjenme en paz"]
)
def test_whoever_wants_to_be_left_alone_opts_out(text: str) -> None:
    assert intent(text) == "OPT_OUT"


@pytest.mark.parametrize(
    "text",
    [
        *("can you stop by at 3?", "there is a stop sign", "the rain is non stop", "full stop", "don't stop"),
        *(
            "my car won't stop making noise",
            "it stops at lights",
            "at the end of the month",
            "take off the tires",
        ),
        *("remove the red ones from my order", "take me off the waiting list", "the wrong number of bolts"),
        *(
            "don't text and drive",
            "check your spam folder",
            "l'arrêt d'autobus",
            "à la fin du mois",
            "enlevez les pneus",
        ),
        *("la señal de alto", "la llanta está baja", "no paro de oír un ruido", "no deje el carro afuera"),
    ],
)
def test_stop_end_and_remove_about_other_things_ask_for_nothing(text: str) -> None:
    assert intent(text) == "NONE"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "not interested right now",
            "enough already",
            "how do I stop these texts?",
            "my wife said stop texting",
        ),
        *(
            "don't text me right now",
            "this is spam",
            "I never signed up for this",
            "pas intéressé",
            "ça suffit",
        ),
        *("comment me désabonner?", "no me interesa", "¿cómo me doy de baja?", "no me escriban mañana"),
    ],
)
def test_what_can_be_read_either_way_is_for_a_person(text: str) -> None:
    assert intent(text) == "REVIEW"


def test_a_doubt_in_another_sentence_is_none() -> None:
    assert intent("Stop texting me. How did you find me?") == "OPT_OUT"


def test_a_request_after_a_question_is_heard_although_both_are_one_match() -> None:
    assert intent("How did you get my number? Remove it") == "OPT_OUT"


@pytest.mark.parametrize(
    "text",
    [
        *("I said no coupons", "never again with the promos ok", "plus jamais ces pubs là"),
        *("vos pubs, non merci", "nada de andar con promociones", "mensajes no, gracias"),
    ],
)
def test_what_denies_texts_in_any_words_is_never_passed_over(text: str) -> None:
    assert intent(text) in ("OPT_OUT", "REVIEW")


@pytest.mark.parametrize(
    "text",
    [
        *("I never got your messages", "I don't have any messages from you", "one more stop and I'm there"),
        *("I sent that to the wrong person sorry", "take me off the 9am and put me on the 11am"),
        *("j'ai pas reçu votre texto", "n'arrêtez surtout pas vos textos", "c'est quand la fin de la promo"),
        *("no me llegó el mensaje", "está de baja por maternidad", "¿cuándo termina la promoción?"),
        *("I'll stop texting you so late", "arrêtez de m'appeler, textez-moi"),
    ],
)
def test_who_speaks_of_texts_that_did_not_come_or_of_own_deeds_asks_for_nothing(text: str) -> None:
    assert intent(text) == "NONE"


@pytest.mark.parametrize(
    "text",
    [
        *("biffons mon numéro de votre liste", "que vous cessiez de me texter"),
        *("retirent mon nom de la liste", "dejaran de mandarme mensajes", "que me borren de la lista"),
        *("ya no me mandes mensajes", "nous voulons être retirés de la liste"),
    ],
)
def test_a_verb_is_known_in_its_forms(text: str) -> None:
    assert intent(text) == "OPT_OUT"


def test_a_request_after_an_idiom_is_heard() -> None:
    assert intent("I was at the bus stop. Stop texting me") == "OPT_OUT"


@pytest.mark.parametrize(
    "text", ["unsubscrbe me please", "stop textng me", "désabonez-moi", "no me manden mensages"]
)
def test_a_slip_inside_a_sentence_is_understood(text: str) -> None:
    assert intent(text) == "OPT_OUT"


def known(row: Row) -> str:
    return " ".join(tokens(normalised(row.text), " "))


@pytest.mark.skipif(not DEV.exists(), reason="../shared is not here")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_pattern_recites_a_row_of_the_corpus(language: Language) -> None:
    texts = {known(row) for row in read_rows(DEV)}
    said = set().union(*(recited(row) for kind in KINDS for row in rows(getattr(language, kind))))
    assert [each for each in said & texts if len(each.split()) > 3] == []


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("<< stop it now >>", {"stop it now"}),
        ("(stop|quit) it (right)? now", {f"{a} it{b} now" for a in ("stop", "quit") for b in ("", " right")}),
        ("a (b|c (d|e))", {"a b", "a c d", "a c e"}),
        *(("STOP it now", set()), ("stop .. now", set()), ("stop _ now", set())),
    ],
)
def test_a_recital_is_seen_through_its_alternatives(row: str, texts: set[str]) -> None:
    assert recited(row) == texts


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_words_are_written_as_they_are_compared(language: Language) -> None:
    lists = [row.partition(":")[2] for row in rows(language.words)]
    words = " ".join([*lists, language.opt_out, language.help, language.misspelled, language.real]).split()
    assert [word for word in words if normalised(word) != word] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_a_word_stands_once_on_a_list(language: Language) -> None:
    for row in rows(language.words):
        words = row.partition(":")[2].split()
        assert len(words) == len(set(words)), row[:40]


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.code)
@given(data=st.data())
def test_every_pattern_is_woken_by_every_text_that_it_matches(grammar: Grammar, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(grammar.patterns))
    letters = data.draw(st.from_regex(pattern.expression))
    assert pattern.expression in chain.from_iterable(grammar.awake(letters).values())


TOY = Language(
    code="xx",
    endings="te: en t",
    words="HALT: genug ende halt+te\nTEXTS: nachrichten sms\nFILLER: bitte mit den",
    idioms="ende gut",
    requests="HALT .. TEXTS ; < HALT >",
    doubts="wie",
    unclear="TEXTS nervt",
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(("genug mit den nachrichten", "requests"), ("halten sms", "requests")),
        *(("hallo. ende. danke", "requests"), ("wie genug sms", "doubts"), ("sms nervt", "unclear")),
        *(("ende gut", None), ("guten tag", None)),
    ],
)
def test_a_language_is_lists_and_patterns(text: str, kind: str | None) -> None:
    found = Grammar(TOY).read(tokens(text, ""))
    assert (found and found.kind) == kind


def test_endings_that_a_language_does_not_have_are_refused() -> None:
    with pytest.raises(BadPattern, match="no endings 'er'"):
        Grammar(Language(code="xx", words="HALT: genug+er\nFILLER: bitte", requests="HALT"))


@pytest.mark.parametrize("row", ["HALT (a", "NOWHERE", "HALT %", "_", "HALT? TEXTS?", ")"])
def test_a_pattern_that_cannot_be_read_is_refused(row: str) -> None:
    with pytest.raises(BadPattern):
        Grammar(Language(code="xx", words="HALT: genug\nTEXTS: sms\nFILLER: bitte", requests=row))
