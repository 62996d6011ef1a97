"""What a language brings so that its customers are understood, and how its lists and patterns are written.

A language is data: lists of words by what they do in a sentence, and patterns over those lists. Nothing in it
recites whole texts; `domain/understanding/grammar.py` puts the two together. All words are normalised (RULES
KW-02: lower case, no accents).

Lists (`words`) are blocks of lines `NAME: word word ...`; an indented line goes on with the one before, and a
line that begins with # is a remark. Patterns are blocks of lines too, with " ; " between two on a line:

    STOP                 any word of that list            stop           that very word
    STOP?                it may be missing                (a|b c)        one of these
    _                    any word                         ..             up to three words of the list FILLER
    ...                  up to forty words of any kind, over the ends of clauses too
    {0,3}                so many of what stands before    ,              a pause between two clauses
    !(a|b)               none of these follows            ~STOP          no such word before
    <  >                 the clause begins, ends          <<  >>         the whole text does

In a list, `retir+er` is the stem with each ending of the row `er` of `endings`: retirer, retirez, retire ...

A clause ends at a full stop, a comma or another mark, or a line break.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that is known of one language. `code` is ISO 639-1, the language to answer in.

    `opt_out` and `help` are keywords: texts that are that word alone (KW-05). `courtesies`, parted
    by commas, change nothing beside a keyword (KW-09). The rest is the phrase tier (KW-10, KW-11)
    and empty where a language has keywords only:
    - `common`: words that most texts have, the commonest first: a pattern is woken by its rarest word;
    - `idioms`: rows that are no request whatever they hold ("bus stop", "don't stop"); they are cut out;
    - `requests`: rows by which a reasonable person ends the texts: OPT_OUT;
    - `doubts`: rows that make a request uncertain ("how do I", "he said"): REVIEW instead;
    - `unclear`: rows that may be meant as an opt-out: REVIEW;
    - `for_support` and `for_a_call`: rows that a person answers (marks of intent NONE);
    - `misspelled`: words whose slips of one letter are understood too; `real`: slips of those and of the
      keywords that are other words.
    - `endings`: rows `name: ending ending ...`, for the verbs on the lists;
    - `spelled`: rows `word: other spellings`, which are read as that word;
    - `elided`: what is written together with the next word ("jveux", "mtexter").
    `parts_apostrophes`: whether an apostrophe parts two words (m'écrire) or joins them (don't).
    """

    code: str
    opt_out: str = ""
    help: str = ""
    courtesies: str = ""
    words: str = ""
    common: str = ""
    idioms: str = ""
    requests: str = ""
    doubts: str = ""
    unclear: str = ""
    for_support: str = ""
    for_a_call: str = ""
    endings: str = ""
    spelled: str = ""
    elided: str = ""
    misspelled: str = ""
    real: str = ""
    parts_apostrophes: bool = False


def rows(block: str) -> tuple[str, ...]:
    """The rows of a block, remarks left out, continued lines joined."""
    found: list[str] = []
    for line in block.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] == " " and found:
            found[-1] += f" {line.strip()}"
        else:
            found.append(line.strip())
    return tuple(row for line in found for row in line.split(" ; "))
