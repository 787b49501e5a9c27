"""Which address or endpoint was called, or which request it was."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import any_case, one_of

_SITE = one_of(r"""docs?|documentation|wiki|confluence|jira|servicenow|zendesk|freshdesk|atlassian|
    readthedocs|wikipedia|imgur|gyazo|prnt|prntscr|flickr|giphy|photos\.google|dropbox|onedrive|
    drive\.google|wetransfer|loom|youtube|youtu|vimeo|linkedin|twitter|facebook|instagram|xing|
    tiktok|pinterest|reddit|medium|stackoverflow|stackexchange|github|gitlab|bitbucket|pastebin""")
_NOT_CALLED = one_of("""tickets?|issue|bug report|screen ?shots?|picture|photo|wiki|docs|manual|
    documentation|article|guide|handbook|faq|status page|profile|blog|tutorial|terms|policy|
    contract|specification""")
_CALLED = r"(?<!GET )(?<!POST )(?<!PUT )(?<!curl )"
_REST = r"[^\s\"'<>)\]]*"
_FOLDERS = r"(?:var|home|etc|usr|tmp|opt|data|mnt|root|dev|bin|srv|proc|sys|lib|Users)"

ENDPOINT = Item(
    "endpoint",
    "Which address or endpoint, or which request id? The id stands in the error or the log.",
    (
        r"(?:https?|wss?|grpcs?)://\S+",
        r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) (?:to |on |request to )?/\S*",
        rf"(?<![\w/.<~)*])/(?!{_FOLDERS}(?:/|\b))[a-z][\w-]{{2,}}(?:/[\w{{}}.:-]+)*(?!\w*>)",
        rf"(?<![\w/.<~])/(?!{_FOLDERS}/)[a-z][\w-]*(?:/[\w{{}}.:-]+)+",
        r"\b(?:api|inference|gateway|models?)\.[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?",
        r"\b(?:localhost|[\w-]+(?:\.[\w-]+)*\.(?:internal|local|svc|corp|lan)\b)(?::\d+)?(?:/\S*)?",
        any_case(r"\b(?:x-)?(?:request|trace|correlation|call|transaction|span|operation|job|run|"
                 r"session|conversation|incident|reference|req)[-_ ]?(?:id|number|"
                 r"no\.?)\b\"? ?(?:is|"
                 r"was)? ?[:=#]? ?[\"']?(?=[\w-]*\d)[\w-]+"),
        any_case(r"\b(?:request|trace|call) ?# ?\d\w*|\btraceparent\b"),
        any_case(r"\b(?:request|trace|span|req|correlation|session|conversation|job|"
                 r"run) (?=[a-z-]*\d)(?=[\d-]*[a-f])[0-9a-f][0-9a-f-]{5,}\b"),
        r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b",
        any_case(r"\b(?:req(?:uest)?|chatcmpl|msg|resp|cmpl|run|trace)[-_](?=\w*\d)\w+"),
        r"\b[a-z]\w*(?:\.\w+)+/[A-Z]\w+",
        any_case(r"\b(?:endpoint|route|url|uri|path) (?:is |was |called |named )?[\"']?"
                 r"(?=\S*[/._\d-]\w)\S+"),
        any_case(r"\b(?:the|our|your|an?) (?!api\b|ai\b|same\b|wrong\b|right\b|new\b|old\b|model\b|"
                 r"public\b|your\b|exact\b|correct\b)[\w/-]+ (?:endpoint|route)\b"),
    ),
    labels=r"(?:endpoint|route|url|uri|path|address|host|(?:x-)?(?:request|trace|correlation)"
    r"[-_ ]?id|api call)",
    value=r"[\"*]{0,2}(?=[^\n;,]{0,60}[/.\d_-]|\w+[\";,.]?(?:\n|$))\W?\w?(?!-(?:\s|$))",
    decoys=(r"(?i:\b(?:type|typed|command|enter(?:ed)?) /\w+)", r"(?i:</\w+>)",
            r"(?<=\d) ?/ ?(?:day|hour|month|min|sec|year|week)\w*"),
    never=(
        rf"(?i:\b{_CALLED}(?:https?://)?(?:[\w-]{{1,40}}\.){{0,4}}{_SITE}\.[a-z]{_REST})",
        rf"(?i:\b{_CALLED}https?://{_REST}"
        rf"(?:\.(?:png|jpe?g|gif|webp|bmp|mp4|mov)\b|/wiki/|/browse/[a-z]+-\d|/issues/\d|/pull/\d|"
        rf"/questions/\d){_REST})",
        rf"(?i:\b{_NOT_CALLED}(?: (?:is|are|at|on|in|under|here|from|see|link|url))*:? ?"
        rf"https?://{_REST})",
    ),
    reads_quotes=True,
    told_by_questions=True,
    is_a_name=True,
)  # fmt: skip
