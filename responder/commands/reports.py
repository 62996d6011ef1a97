"""The commands for auditors and registries: a sample of service texts, and a campaign's texts."""

import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from responder.commands.shared import Report, connected, since
from responder.domain.customers.csv_text import row as sheet_row
from responder.domain.proof.sampling import Sampled
from responder.domain.timestamps import iso
from responder.flows.campaigns import registration as campaign_flow
from responder.flows.campaigns import service_audit
from responder.lib.progress import Progress

COLUMNS = ("message", "at", "to", "sender", "author", "sells", "text")
REPORT_HELP = "a sample of service texts, for an audit whether they sell"
REPORT_ARGUMENTS = (
    (("--sample",), {"type": int, "default": 50, "help": "how many texts"}),
    (("--seed",), {"default": "1", "help": "the same seed draws the same texts"}),
    (("--since",), {"default": "", "help": "ISO 8601 in UTC; else all"}),
    (("--out",), {"default": "", "help": "write CSV to this file; - is stdout"}),
)
CAMPAIGN_HELP = "the texts that a campaign's registration asks for, as they are sent"


def report(options: Namespace) -> Report | None:
    """Draw a sample of service texts."""
    app, progress = connected(options), Progress("Numbers")
    found = service_audit.report(
        app.deps,
        app.reviews,
        since(options.since) or 0,
        options.sample,
        options.seed,
        lambda done: progress(done, done),
    )
    progress.end()
    rows = [_row(each) for each in found.sample]
    if options.out:
        _write(rows, options.out)
    told = f"{found.texts:,} service texts, {found.selling:,} with words that sell; {len(rows)} drawn."
    if options.out == "-":
        print(told, file=sys.stderr)
        return None
    lines = [f"{row['at']}  {row['to']}  {row['author']}  [{row['sells']}]\n  {row['text']}" for row in rows]
    value = {"texts": found.texts, "selling": found.selling, "seed": options.seed, "sample": rows}
    return Report(value, "\n".join([told, *([] if options.out else lines)]))


def campaign(options: Namespace) -> Report:
    """Print the texts for a campaign's registration."""
    found = campaign_flow.campaigns(connected(options).deps)
    lines: list[str] = []
    for each in found:
        lines.append(f"Sender {each.sender}")
        for answer in each.answers:
            lines.append(f"  {answer.asks} ({answer.language}): {', '.join(answer.keywords)}")
            lines.append(f"    {answer.text}    [sent by {answer.sent_by}]")
        lines += [f"  sample: {text}" for text in each.samples]
    return Report([asdict(each) for each in found], "\n".join(lines))


def _row(each: Sampled) -> dict[str, str]:
    plain = asdict(each) | {"at": iso(each.at) or "", "sells": ", ".join(each.sells)}
    return {name: str(plain[name]) for name in COLUMNS}


def _write(rows: list[dict[str, str]], path: str) -> None:
    text = "".join(sheet_row(cells) for cells in [COLUMNS, *(tuple(row.values()) for row in rows)])
    if path == "-":
        sys.stdout.write(text)
    else:
        Path(path).write_text(text, encoding="utf-8")
