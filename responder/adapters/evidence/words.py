"""The plain words of the evidence, English and French: what each entry tells a reader who knows nothing."""

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("en", "fr")

PAGE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Evidence of consent",
        "of": "for the number",
        "made": "Made",
        "now": "Consent now",
        "since": "since",
        "zone": "Times are those of {zone} ({why}), with UTC beside them.",
        "zone_zone": "the customer's time zone on record",
        "zone_postal": "by the customer's postal code",
        "zone_area": "by the number's area code",
        "utc_only": "Nothing on record tells the customer's time zone; times are UTC.",
        "entries": "Every change of consent",
        "no_entries": "Nothing was ever recorded: this number is a stranger.",
        "their_words": "The customer's own words",
        "link": "Link of the hash chain",
        "id": "The provider's id",
        "notices": "Who we are and how to stop: texts that said it",
        "no_notices": "No text with this notice has been sent to this number.",
        "refused": "Texts that we refused or did not send since",
        "no_refused": "None.",
        "chain": "The hash chain",
        "whole": "All {count} links were computed anew for this page and hold.",
        "broken": "The chain is broken: {why}",
        "chain_note": (
            "Each link is a SHA-256 over the link before it and the entry; the signed checkpoints that left "
            "the machine show that no entry was taken off the end. `ledger verify` checks both without this "
            "software's database."
        ),
        "by": "{name}, {address}",
    },
    "fr": {
        "title": "Preuve du consentement",
        "of": "pour le numéro",
        "made": "Produite le",
        "now": "Consentement actuel",
        "since": "depuis le",
        "zone": "Les heures sont celles de {zone} ({why}), suivies de l'heure UTC.",
        "zone_zone": "fuseau horaire du client au dossier",
        "zone_postal": "selon le code postal du client",
        "zone_area": "selon l'indicatif régional du numéro",
        "utc_only": "Rien au dossier n'indique le fuseau horaire du client; les heures sont en UTC.",
        "entries": "Chaque changement du consentement",
        "no_entries": "Rien n'a jamais été consigné : ce numéro est inconnu.",
        "their_words": "Les mots mêmes du client",
        "link": "Maillon de la chaîne de hachage",
        "id": "Identifiant chez le fournisseur",
        "notices": "Qui nous sommes et comment nous arrêter : textos qui l'ont dit",
        "no_notices": "Aucun texto portant cet avis n'a été envoyé à ce numéro.",
        "refused": "Textos refusés ou non envoyés depuis",
        "no_refused": "Aucun.",
        "chain": "La chaîne de hachage",
        "whole": "Les {count} maillons ont été recalculés pour cette page et sont exacts.",
        "broken": "La chaîne est rompue : {why}",
        "chain_note": (
            "Chaque maillon est un SHA-256 du maillon précédent et de l'entrée; les points de contrôle "
            "signés, conservés hors de la machine, montrent qu'aucune entrée n'a été retirée à la fin. "
            "`ledger verify` vérifie les deux sans la base de données de ce logiciel."
        ),
        "by": "{name}, {address}",
    },
}

STATES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "UNKNOWN": "none on record",
        "IMPLIED": "implied",
        "EXPRESS": "express",
        "OPTED_OUT": "opted out",
    },
    "fr": {
        "UNKNOWN": "aucun au dossier",
        "IMPLIED": "tacite",
        "EXPRESS": "exprès",
        "OPTED_OUT": "retiré",
    },
}

TOLD: Mapping[str, Mapping[tuple[str, str], str]] = {
    "en": {
        ("OPT_OUT", "text"): "The customer texted that no more texts are wanted.",
        ("OPT_OUT", "log"): "The customer texted that no more texts are wanted; found in the provider's log.",
        ("OPT_OUT", "desk"): "{actor} recorded at the desk that no more texts are wanted. Reason: {reason}",
        ("OPT_OUT", "api"): (
            "{actor} recorded through the API that no more texts are wanted. Reason: {reason}"
        ),
        ("OPT_OUT", "import"): "An opt-out was taken over from a list by {actor}. Reason: {reason}",
        ("OPT_OUT", "restore"): "The opt-out was put back after a backup was restored. {reason}",
        ("OPT_OUT", "provider_block"): "The provider reported that this number blocks our texts. {reason}",
        ("OPT_IN", "text"): "The customer texted that texts are wanted.",
        ("MARKETING_OFF", "text"): "The customer texted that no marketing is wanted; other texts may go on.",
        ("MARKETING_OFF", "log"): (
            "The customer texted that no marketing is wanted; found in the provider's log."
        ),
        ("MARKETING_OFF", "desk"): "{actor} recorded at the desk that no marketing is wanted. {reason}",
        ("MARKETING_OFF", "api"): "{actor} recorded through the API that no marketing is wanted. {reason}",
        ("OPT_IN", "log"): "The customer texted that texts are wanted; found in the provider's log.",
        ("erasure", ""): (
            "At {actor}'s hand everything about this number was erased but its opt-out. Reason: {reason}"
        ),
        ("", ""): "Recorded by {actor} through {channel}. {reason}",
    },
    "fr": {
        ("OPT_OUT", "text"): "Le client a demandé par texto de ne plus rien recevoir.",
        ("OPT_OUT", "log"): (
            "Le client a demandé par texto de ne plus rien recevoir; trouvé dans le journal du fournisseur."
        ),
        ("OPT_OUT", "desk"): "{actor} a consigné au comptoir le refus de tout texto. Motif : {reason}",
        ("OPT_OUT", "api"): "{actor} a consigné par l'API le refus de tout texto. Motif : {reason}",
        ("OPT_OUT", "import"): "Un retrait a été repris d'une liste par {actor}. Motif : {reason}",
        ("OPT_OUT", "restore"): "Le retrait a été rétabli après la restauration d'une sauvegarde. {reason}",
        ("OPT_OUT", "provider_block"): "Le fournisseur a signalé que ce numéro bloque nos textos. {reason}",
        ("OPT_IN", "text"): "Le client a demandé par texto à recevoir nos textos.",
        ("MARKETING_OFF", "text"): (
            "Le client a refusé par texto toute publicité; les autres textos peuvent continuer."
        ),
        ("MARKETING_OFF", "log"): (
            "Le client a refusé par texto toute publicité; trouvé dans le journal du fournisseur."
        ),
        ("MARKETING_OFF", "desk"): "{actor} a consigné au comptoir le refus de toute publicité. {reason}",
        ("MARKETING_OFF", "api"): "{actor} a consigné par l'API le refus de toute publicité. {reason}",
        ("OPT_IN", "log"): (
            "Le client a demandé par texto à recevoir nos textos; trouvé dans le journal du fournisseur."
        ),
        ("erasure", ""): (
            "{actor} a effacé tout ce qui concernait ce numéro, sauf son retrait. Motif : {reason}"
        ),
        ("", ""): "Consigné par {actor} ({channel}). {reason}",
    },
}
"""(intent, channel) -> what happened; ("", "") tells the rest."""

CHANGE: Mapping[str, str] = {
    "en": "Consent: {before}, then {after}.",
    "fr": "Consentement : {before}, puis {after}.",
}


def told(entry: Mapping[str, Any], language: str) -> str:
    """What an entry of the ledger says, in one or two sentences."""
    table, states = TOLD[language], STATES[language]
    kind = entry["kind"] if entry["kind"] == "erasure" else entry.get("intent", "")
    channel = "" if kind == "erasure" else entry.get("channel", "")
    sentence = table.get((kind, channel)) or table["", ""]
    values = {name: entry.get(name, "") for name in ("actor", "reason", "channel")}
    said = sentence.format_map(values).strip()
    before, after = entry.get("before", "UNKNOWN"), entry.get("after", "")
    if not after or kind == "MARKETING_OFF":
        return said
    return f"{said} " + CHANGE[language].format(
        before=states.get(before, before), after=states.get(after, after)
    )
