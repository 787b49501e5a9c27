"""The nouns of the command line; apart from what runs them, for every start asks for them."""

NOUNS: dict[str, str] = {
    "demo": "make the sample workspace",
    "doctor": "what works here and what is missing",
    "logs": "read, search and judge exported logs",
    "series": "score a metric series",
    "kb": "articles: write, check, search",
    "search": "measure the search on judged queries",
    "model": "embedding models",
    "tickets": "import, check and triage tickets",
    "triage": "measure the triage on labelled tickets",
    "sla": "service clocks",
    "drift": "compare tables, watch streams",
    "api": "send, run, import and diagnose API calls",
    "incident": "timeline and report of an incident",
}
"""Every noun with its summary; noun NAME lives in workbench.cli.NAME (see cli.main)."""


def noun_first(arguments: list[str]) -> list[str]:
    """The arguments as a noun reads them: `--workspace DIR tickets list` names the folder first."""
    named = 2 if arguments[:1] == ["--workspace"] else 1
    leads = bool(arguments) and arguments[0].split("=")[0] == "--workspace"
    if leads and arguments[named:] and arguments[named] in NOUNS:
        return arguments[named:] + arguments[:named]
    return arguments
