"""What happened instead: the answer, the error, the behaviour."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import FEW, OUTPUT, PERSON, THING, any_case, one_of

_VAGUE_WORD = one_of("""wrong(?:ly)?|bad(?:ly)?|odd(?:ly)?|strange(?:ly)?|weird(?:ly)?|
    incorrect(?:ly)?|
    poor(?:ly)?|false|funny|silly|stupid|terrible|rubbish|crazy|useless|broken""")
_VAGUE = (
    rf"(?:(?:very |really |totally |only |a |the |some )*{_VAGUE_WORD},? "
    rf"(?:{OUTPUT}|thing|stuff|data)s?\b(?! ?[:(\"]))"
)
_OUTCOME = one_of("""returns?|returned|returning|hands? back|handed back|answers|answered|replies|
    replied|responds?|
    responded|
    shows?|showed|displays?|displayed|produces?|produced|producing|outputs|outputted|gave|gives|
    giving|throws?|threw|throwing|recommends|recommended|predicts|predicted|says|said|sends back|
    sent back|prints?|printed|delivers?|delivered|reads|told|tells|cites|cited|quotes|quoted|
    suggests|suggested|ranks|ranked|flags|flagged|labels|labelled|labeled|marks|marked|classifies|
    classified|translates|translated|tags|tagged|invents|invented|hallucinates|awards|awarded|
    detects|detected|estimates|estimated|emits|emitted|spits out|spat out|claims (?:that|it|to)|
    claimed|insists|
    advised|advises|yields|yielded|computes|computed|assigns|assigned|generates|generated|drew|
    draws|
    comes? (?:out|back|up|on)|came (?:out|back|up|on)|turns out|turned out|turned into|turns into|
    transcribed|transcribes|summari[sz]ed|summari[sz]es|raises \\w+error""")
_BEHAVES = one_of(r"""(?:approve|block|describe|spell|pronounce|count|omit|duplicate|
    merge|swap|repeat|reverse|crop|rotate|blur|double|round|truncate|strip|convert|offer|cancel|
    forward|assign|insult|pretend|refuse|reject|accept|decline|ban|hide|redirect|
    forget|skip|confuse|praise|accuse|address|credit|charge|bill|advise|exaggerate|
    ignore|mix|treat|allow|capitali[sz]e|censor|colou?r|fill|replace|shorten|leak|expose|
    reveal|overlook|omit|drop|disconnect|highlight|underline|shift|stretch|jump|
    recogni[sz]e|diagnose|accept|propose|award|interrupt|contradict|greet|invent)
    (?:s|es|d|ed|ped|ted|led)|(?:den|app|spec|misidentif|class|identif|rel|suppl|modif)(?:ies|ied)|
    mis\w{3,}(?:s|ed)|over(?:estimat|look|writ|charg|count)\w+|under(?:estimat|stat|count)\w+|
    leaves? out|left out|breaks off|broke off|puts|thinks|thought|believes|hears|heard|speaks|spoke|
    forgot|forgets|hid|hides|sings|swears|stop(?:s|ped) (?!working|responding|being|func|
    load)\w+ing|chose|chooses|picks|picked|
    switches|plays|opens|closes|unlocks|adds|removes|deletes|promises|routes|books|orders|splits|
    keeps|asks for|
    asked for|lets|makes up|made up|turns|sticks to|stuck to|sorts|sorted|lists|writes""")
_PASSIVE = one_of("""classified|translated|labelled|labeled|marked|flagged|tagged|ranked|rejected|
    scored|transcribed|recogni[sz]ed|read|shown|displayed|rendered|detected|routed|assigned|
    predicted|answered|categori[sz]ed|blocked|approved|declined|sent|returned|treated|identified|
    summari[sz]ed|spelled|counted|matched|cut|filed|interpreted|understood|mistaken|addressed|
    charged|billed|
    booked|cancell?ed|deleted|accepted|paid|credited|merged|moved|gr[ae]yed|ignored|skipped|removed|
    replaced|converted|mapped|split|dropped|lost|logged|rounded|swapped|duplicated|called|diagnosed|
    denied|refused|put|placed|filled|coloured|colored|written|printed|spoken|reversed|cropped""")
_IDLE = one_of("""is|was|has|had|does|did|works|worked|fails|failed|seems|seemed|looks|looked|
    starts|started|needs|needed|happens|happened|uses|used|runs|ran|broke|begins|began|hits|hit|
    affects|affected|concerns|concerned|misbehaves|behaves|behaved|behaving|occurs|occurred|
    appears to|keeps on failing|helps|helped|takes|took|serves|served|gets worse|stopped working|
    stops working|this|its|goes down|went down|called|belongs|lives|appeared|continues|
    continued|existed|exists|persists|deployed|installed|updated|released|hosted|supports|supported|
    based|named|trained|means|makes problems|makes no sense|went live|goes live|bus|plus|us|as|
    class|access|process|series|status|news|always|was|is|sucks|themselves|analysis|yes|sometimes|
    perhaps|across|less|needs|indeed|provided|used|ran|connected|related|made|was|goes|went|
    likes|annoys|annoyed|frustrates|embarrasses|reached|covers|lags|outputs|results|answers|
    requests|
    errors|users|customers|models|versions|tokens|responses|keys|logs|settings|services|
    details|tools|changes|changed|acts|acted|caused|causes|crashes again|keeps failing|turned off|
    sits|wants|wanted|tested|expected|supposed|seen""")
_DONE = one_of(r"""\w{2,}[a-z]s|\w{2,}ed|wrote|gave|said|told|drew|chose|sent|let|put|read|left|
    lost|
    cut|made|took|thought|found|kept|spoke|forgot|hid|swore|threw|fell|sold|paid|lied|mistook|
    write|give|say|tell|make (?!sense)|let|answer|show|return|put|recommend|translate|send|reply|
    ask|open|delete|print|mix""")
_THING_MORE = rf"(?:{THING}|the \w+ (?:ai|model|tool|app|bot|feature|service|search))"
_FEELING = one_of("""broken|down|slow|affected|concerned|wrong|bad|odd|strange|weird|unusable|
    useless|terrible|ok|okay|fine|good|urgent|important|the|an?|not|very|so|too|really|still|
    crazy|stupid|incorrect|our|your|my|that|what|this|always|unknown|confidential|attached|
    below|above|called|used|running|down|up|out|off|on|of|in (?:production|prod|staging)|poor|
    worse|better|different|here|there|why|how|known|live|available|clear|about|part|pure|
    complete|reproducible|intermittent|constant|sporadic|just|only|all|happening|getting|hard|
    frustrating|annoying|acceptable|embarrassing|a|for|since|because|from|with|going|been|also|
    again|please|nothing|something|more|less|one|two|public|also|probably|maybe|correct|right|
    due""")

_IDLE_ING = one_of("""working|failing|running|being|going|having|doing|getting|using|making|
    behaving|misbehaving|misleading|annoying|confusing|interesting|missing|acting|breaking|
    happening|causing|driving|testing|starting|becoming|frustrating|during|lagging|something|
    nothing|anything|everything|serving|trying""")
_MADE = one_of(f"""{OUTPUT}s?|subtitles?|captions|summaries|avatar|voice|map|chart|plan|schedule|
    route|total|sum|list|table|code|sentence|word|column|date|page|screen|download|figures?|
    diagram|melody|song|video|clip|quote|heading|title|link|headline|face|hand|legend|timetable""")
_DOES_NOT = one_of("""(?:does|do|did|will|would|could|can|is|was)(?: not|n'?t|nt)|won'?t|cannot|
    can'?t|
    never|no longer|not|refuses to|fails to|failed to""")

ACTUAL = Item(
    "actual",
    "What happened instead? The answer or the error message, word for word.",
    (
        any_case(r"\bactual(?:ly)?\b(?! (?:model|version|question|problem|input|issue|i|we|not|"
                 r"it is)\b)(?![^\n:]{0,20}[:=])|\bobserved\b(?! (?:by|on|at|in|since|"
                 r"from|between|during|today|yesterday|last|this)\b)"),
        any_case(rf"(?:(?<=\bbut )|\b(?:yet|instead,?) )(?:it|we|i|they|the|he|she|there|got|"
                 rf"received|returned|"
                 rf"shows?|only|was|is|wrote|gave|says)\b(?!(?: \w+)? (?:{_DOES_NOT}) (?:know|"
                 rf"work|have|"
                 rf"sure|find|see|remember|help)\b)(?! (?:think|hope|guess|believe|know|need|want|"
                 rf"should|have no|would|never|could|can|might|am|are not|version|model|rest|"
                 rf"problem|issue)\b)(?! (?:is|was) (?:ok|fine|urgent|not (?:sure|clear|known)))"),
        any_case(r"\binstead\b(?! of\b)"),
        any_case(r"\binstead of (?!working|helping|me\b|us\b|you\b)"),
        (rf"(?<!to )(?<!\bcan )\b(?:get|see|(?i:got|gets|getting|receive[ds]?|receiving|saw|sees|"
         rf"seeing))\b (?!it\b|"
                 r"this\b|that\b|them\b|in touch\b|back\b|a (?:reply|fix|solution|refund|call)\b|"
                 r"the same (?:problem|issue|error|here|thing|behaviou?r)|attach|worse|better|"
                 r"used|to\b|help|support|access|rid|your|you|started|ready|"
                 r"fixed|an update|any help|details|what|why|how|if|whether|below|above|attached|"
                 r"log|"
                 r"http|the (?:log|attach|screenshot)|"
                 r"by\b|on\b|in\b|at\b|up\b|into\b|from\b|annoy\w*|angry|frustrat\w*|stuck\b|many "
                 rf"complaints|complaints|tickets|no help|{_VAGUE})"),
        any_case(rf"(?<!should )(?<!must )(?<!\bto )(?<!would )(?<!have )(?<!\bwe )(?<!\bi )\b"
                 rf"{_OUTCOME}"
                 r"\b:? (?!me\b(?! "
                 rf"[\w·\"])|by\b|is\b|that you\b|us\b(?! [\w·\"])|up to\b|it's broken|it (?:is|"
                 rf"does)|are\b|were\b|was\b|seem|look|"
                 rf"to (?:be|work)|the same|online\b|version\b|model\b|from\b|{_VAGUE})"),
        any_case(rf"\b(?:is|was|are|were|get|gets|got|being|been) (?:\w+ly )?{_PASSIVE} (?:as|"
                 rf"into|to|"
                 r"with|off|out|in|for|over|below|above|without|twice|anyway|although|despite|"
                 r"under|at|even)\b"
                 r"(?! (?:by|you|production|prod|staging))"),
        any_case(rf"(?<!to )(?<!should )(?<!must )(?<!not )\b{_BEHAVES}\b (?!by\b|it up\b|this\b|"
                 rf"/|the (?:api|"
                 rf"endpoint|same)|to (?:you|us)\b|{_VAGUE})[\w\"'·-]"),
        any_case(r"\b(?:error|exception|traceback|timeout|status(?: code)?|error message|msg|http|"
                 r"fatal|panic|stderr)\b ?(?:is [\"'\d]|[\"']|\d{3}\b|\w+error|[:=] ?[\"']|"
                 r"=\d{3})"),
        r"\b(?:ERROR|FATAL|CRITICAL|PANIC|Exception|panic:)\b(?! ?[:=])[ :]+\S",
        r"\b(?:failed|aborted|crashed|rejected)[:(] ?\w|\b[A-Z]\w+(?:Exceeded|Failed|Mismatch|"
        r"Timeout|"
        r"Denied|NotFound|Refused|Unavailable)\b",
        r"^\W{0,3}\d\W{1,2}(?:See|Get|Receive) (?!if|whether)\w",
        r"\b[A-Za-z]\w*(?:Error|Exception)\b|\bstatus [A-Z_]{5,}\b",
        any_case(r"\bhe (?:make|write|say|give|show|tell|answer|responses?)\b|\b(?!should|must|"
                 r"would|users|customers|they)\w+s (?:all |only |now )?"
                 r"(?:give|return|show|produce) (?!up|me\b|us\b)\w"),
        r"\b(?:HTTP )?(?:HTTP/\d\.\d\" ?)?(?:4\d\d|5\d\d)s?\b(?= (?:errors?|response|status|bad|"
        r"internal|gateway|from|unauthorized|forbidden|not found|service|after|when|for|on|since|"
        r"in|at|every|all|and|again|overloaded\w*|[A-Z][a-z]+|with)\b|[.,!;)]|$)",
        r"\b200(?: OK)?\"?\s{0,2}\{",
        r"(?:\u2192|->|=>|\u21d2) ?(?:\d{3}\b|[\"\w·])",
        any_case(r"\b(?:fails?|failed|crashe[sd]|aborts?|ends?) [^.\n]{0,40}?\b(?:with|"
                 r"in an?) [\"'A-Z\d]|"
                 r"\b(?:OOM ?Killed|CrashLoopBackOff|evicted|exit(?:s|ed)?(?: with)? (?:code|"
                 r"status) \d+)\b"),
        any_case(r"\"(?:detail|error|message|reason)\" ?: ?\""),
        any_case(r"\b(?:fails?|failed|crashe[sd]|ends?|ended|stops?|stopped) (?:with|mid|halfway|"
                 r"after|in the middle|before|short)\b"),
        any_case(rf"\b(?:swears|stutters|hallucinates|lies|rambles|loops|flickers|drifts)\b|"
                 rf"\b(?:turns?|turned|"
                 rf"makes?|made|changes?|changed) (?:[\w\"'·]+ ){{1,3}}into\b|\b(?:is|are|was|"
                 rf"were) (?:\w+ )?(?:{FEW}|\d+) \w+ "
                 rf"(?:late|early|off|behind|ahead|too|short)\b"),
        any_case(r"\b(?:stays|stayed|remains|remained) (?!un|the|in\b|on\b|at\b|open\b|with\b|"
                 r"tuned)\w+"),
        any_case(r"\b(?:came|comes|went|goes|stays?|stayed) (?:on|off|dark|silent|blank|white|"
                 r"black|mute)\b"),
        any_case(r"\b(?:crashe[sd]|crashing|hangs|hung|hanging|freezes|froze|frozen|times out|"
                 r"timed "
                 r"out|timing out|stalls|stalled|spins|spinning|loops|looping|loses|drops|dies|"
                 r"died|"
                 r"restarts by itself|restarted|loads forever|stuck (?:at|on|in)|"
                 r"never (?:ends|stops|finishes|answers|comes back|returns|loads)|"
                 r"(?:dropped|fell|rose|jumped|went|changed|grew|sank|doubled|increased|decreased) "
                 r"(?:from|to|by))\b"),
        any_case(rf"\b(?:no|empty|blank|garbled|truncated|incomplete|nonsensical|made-up|"
                 rf"irrelevant|"
                 rf"outdated|duplicate|negative|identical|offensive|"
                 rf"invented) (?:\w+ )?{OUTPUT}s?\b"),
        any_case(r"\b(?:no reply|no answer|nothing) (?:comes|came|happens|happened|arrives|arrived|"
                 r"appears|appeared|shows|is (?:shown|returned|displayed|written|found)|works out|"
                 r"useful|back|gets|got|prints)\b|\b(?:a|an|the) (?:blank|empty|white|black|grey) "
                 r"(?:page|screen|image|list|box|answer|window)"),
        any_case(r"\b(?:gibberish|nonsense|garbage|hallucinat\w+|made[- ]up|truncated|cut off|"
                 r"stack ?trace|segfault|segmentation fault|core dump|white screen|out of memory|"
                 r"swear words|NaNs?)\b"),
        any_case(rf"(?:\bthe (?:whole )?|^|[.!?,] )(?:(?!text|image|picture|"
                 rf"number){OUTPUT}) (?:instead )?(?:was|is|were|are|had|has|contain\w*|"
                 rf"comes?|came|misses|missed|lacks|lacked|ends|ended|stays?|starts?|started)\b:? "
                 rf"(?!{_FEELING}\b|{_VAGUE_WORD}\b)"),
        any_case(rf"\b(?:the|my|our|his|her|its|all|every|each) (?:\w+ )?{_MADE} (?:now |always |"
                 rf"all )?"
                 rf"(?:has|have|had|contain\w*|lacks?|misses|missed|runs?|ran|comes?|came|ends?|"
                 rf"ended|"
                 rf"stays?|stayed|shows?|reads?|jumps?|repeats?|belongs?|start|looks like) "
                 rf"(?!{_FEELING}\b|{_VAGUE_WORD}\b|problems?|issues?|errors?\b|to\b|been\b|no "
                 rf"problem)"),
        any_case(r"(?<!how )\b(?!(?:term|keyword|message|sentence|phrase|command|sent|typed|"
                 r"entered|asked|given) (?:is|was|are|were) [\"'])"
                 r"(?!(?:error|problem|issue|bug|version|build|release|id|number|"
                 r"endpoint|port|model|name|user|"
                 r"input|prompt|query|question|payload|we|i|there|this|today|date|time|expected|os|"
                 r"browser|team|cluster|server|system|environment|region|instance|account|"
                 r"customer|client|revision|text|word|words|file|image|name|address"
                 r"|tag|sdk|app|api|that|which|"
                 r"checkpoint|what|case|ticket|room|age|who)\b)[^\W\d_]\w+,? (?:is|are|was|were|"
                 r"=) "
                 r"(?:exactly |only |always |still |about |just |all |"
                 r"now )*(?:[-+~]?\d[\d.,:]*\b|[\"']|"
                 r"NaN|null|empty|blank|zeros?\b|negative|gone\b|none\b|in the (?:past|future|"
                 r"wrong \w+)|in (?!production|prod|"
                 r"staging|"
                 r"use\b|our|the|test)\w+|missing|identical|truncated|garbled|cut|upside|reversed|"
                 r"swapped|twice|double|half\b)"),
        any_case(r", (?:is|was|are|were) (?:exactly |only |now )?[-\"\d·\w]+(?=[.!\n]|$)"),
        any_case(r"\b(?:expect\w*|should|ought|must|supposed)\b[^.!?\n]{1,80}[.!;,] ?(?:but |and )?"
                 rf"(?:it|they|he|she|that)(?: is|'s| are|'re| was| were) (?!{_FEELING}\b|urgent|"
                 rf"not)"),
        any_case(rf"(?<!which )(?<!should )\b{_THING_MORE}s? (?:(?:now|always|also|just|often|"
                 rf"only|then|"
                 rf"simply|wrongly|suddenly|sometimes|randomly|still|constantly|happily|never|"
                 rf"v?\d[\w.]*|"
                 rf"endpoint|at \S+|on line \w+|in \w+) ){{0,2}}(?!{_IDLE}\b)"
                 rf"(?:{_DONE})\b (?!{_VAGUE}|by\b|again\b)[\w\"·'-]"),
        any_case(rf"\b{_THING_MORE}(?:'s| is| was| are| keeps?| kept| started| starts) (?:\w+ly |"
                 rf"now )?"
                 rf"(?!{_IDLE_ING}\b)\w{{3,}}ing\b (?!{_VAGUE}|up\b|to\b)[\w\"·'-]"),
        any_case(rf"\b{_THING_MORE} {_DOES_NOT} (?!work|function|help|do\b|doing|know|load\b|"
                 rf"respond\b|start|"
                 rf"have\b|be\b|been\b|only|sure|clear|the\b|a\b|our|in\b|on\b|as\b|for\b|known|"
                 rf"behave|"
                 r"tell|available|usable|good|ok\b|happy|working|reachable|responding|what\b)"
                 r"[a-z]{3,} \w+"),
        any_case(rf"\b(?:should|ought|must|supposed|expect\w*)\b[^.!?\n]{{1,80}}\b(?:but|and) "
                 rf"(?:it |he |she |they )?(?:{_DOES_NOT}|isn't|hasn't|has not)"
                 rf"(?= *(?:[.!,;\n]|$))"),
        any_case(rf"\b{OUTPUT}s? (?:for|of|in|on) [^.,;:?!\n]{{1,40}}? (?:is|are|was|were) "
                 rf"(?:(?:now|always|still|exactly) )*(?:[-+]?\d[\d.,]*\b|[\"']|NaN\b|null\b|"
                 rf"negative\b|zero\b|empty\b|blank\b|missing\b|identical\b)"),
        any_case(r"\b(?:it|he|she|they|the [\w-]+) (?:now |then )?(?:goes|go|went|jumps|jumped) "
                 r"(?:straight|directly|immediately|right) (?:to|into|back|past)\b"),
        any_case(r"\bmissing (?:the |its |a )?(?:last|first|half|second|end|final|middle|whole|"
                 r"rest)|"
                 r"\b(?:is|are|was|were) (?:completely |partly )?missing\b"),
        any_case(r"\bkeeps? (?:on )?(?!failing|breaking|happening|going)\w+ing\b"),
        any_case(r"\b(?:score|prediction|answer|output|result|response|reply|label|value)s? of "
                 r"[-\d\"]"),
    ),
    labels=r"(?:actual|actually|observed|got|received|what happened(?: instead)?|what we see|"
           r"outcome|"
    r"error(?: (?:message|text|code))?|exception|traceback|response(?: body)?|output|reply|answer|"
    r"result|instead|status(?: code)?|http(?: status)?|panic|fatal|stderr|bot|assistant|it said|"
    r"returned|happened|prediction|"
    r"predicted|is)(?: (?:result|behaviou?r|output|outcome|answer|value|label|response|reply|text|"
    r"translation))?",
    value=r"(?=[^\n]{0,40}[\w\u00b7])(?!(?i:open|new|in progress|waiting|pending|urgent|p\d|high|"
          r"low|"
          r"ok)\b)\S",
    decoys=(
        r"\b[a-z]+://[^\s\"'<>)]+",
        any_case(r"\b(?:is|are|was|were) (?:\w+ )?(?:described|explained|documented|covered|"
                 r"mentioned|discussed|defined|specified|outlined|listed) (?:in|on|under|at|by|"
                 r"here|there|below|above)\b"),
        r"(?i:\b(?:expected|correct|right|desired|wanted|intended)(?: \w+)? (?:result|output|"
        r"outcome|"
        r"answer|response|reply|label|value|behaviou?r)\b[^\n.;]{0,60})",
        r"(?i:\b(?:model card|docs?|documentation|manual|contract|readme|spec\w*|log in|website|"
        r"settings|about page|pip show|header|footer|status page|help page|handbook|policy)"
        r"(?: (?:at|on|in|under) \S+)? (?:says?|said|shows?|"
        r"reads?|states?|tells?|gives?)\b)",
        any_case(rf"\b(?:i|we|you|he|she|they|who|boss|manager|everyone|everybody|support|nobody|"
                 rf"someone|{PERSON}) (?:have |had |has |then |just |also |only |already |first |"
                 rf"\w+ly )?(?:gave|give|"
                 rf"said|says|told|tells|reported|wrote|asked|asks|sent|replied|answered|showed|"
                 rf"claims?|"
                 rf"suggested|marked|recommended|flagged|typed|tagged|read|returned|raised|logged|"
                 rf"{_BEHAVES})\b"),
        r"(?i:\b(?:(?:can|could|may|might|did|does|do|will) (?:i|we|you|it|they|he|she|someone|"
        r"anyone|"
        r"the \w+)|to|please|don't|did not|do not) (?:get|see|receive|return|"
        r"show|give|say|tell|answer|produce|print|read)\b)",
        r"(?i:\b(?:message|description|notes?|comment|status) ?: (?:it|please|fix|help)[^\n]*)",
        r"(?i:\bgot in touch\b|\bno error (?:message|text|code|shown)?\b|\bwhat (?:i|we|it) "
        r"(?:get|got|see|saw|says)\b(?= is broken))",
        r"(?i:\b(?:build|version|release|port|number|room|id|no\.?|account|customer|user|order|"
        r"invoice|page|"
        r"claim|call|case|line|flight|route|bus|tokens?) ?#?\d{3}\b)",
        r"(?i:\b(?:number|version|build|release) (?:shows|reads|says)\b)",
        r"(?i:\bdo(?:es)? not do what\b|\bfeels? (?:odd|wrong|off)\b)",
    ),
    against=r"\b(?:normally|usually|should|supposed|expect\w*|used to|previously|before that|"
    r"(?:correct|right|desired|intended)|ought|would|must|instead of|rather than|hop(?:e|ed|ing)|"
    r"how do i|how can i)\W*$|"
    r"\b(?:normally|usually|should|supposed to|expect\w*|used to|previously|ought to|must|"
    r"wants? to|according to|"
    r"wanted to|in order to|so that)\b(?!'t)(?![^,;]{0,60}\bbut\b)[^,;\u2192]{0,40}$",
)  # fmt: skip
