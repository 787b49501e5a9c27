"""What should have happened."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import FEW, OUR_PEOPLE, OUTPUT, any_case, one_of

_SUPPORT_GIVES = one_of("""reply|fix|solution|update|call|call ?back|help|feedback|refund|
    compensation|workaround|response from (?:you|support)|answer(?= (?:by|until|before|soon|today|
    asap|within))|answer (?:from you|to my)|hear|support|
    apology|your""")
_MENDED = one_of("""fixed|solved|resolved|repaired|looked at|investigated|escalated|escalate|
    restored|addressed|done|working again|work again|stopped|checked|changed|corrected soon|
    urgent\\w*|
    know|hurry|work(?:ing)?(?= *(?:[.,;!?\\n]|$|again|properly|now|like|as|fine|better|for|
    with))""")

_PAPER = one_of("""model card|docs?|documentation|manual|handbook|contract|policy|specification|
    specs?|data ?sheet|sla|guide|guideline|price list|tariff|catalogue|rule ?book|agreement""")

EXPECTED = Item(
    "expected",
    "What did you expect to happen?",
    (
        any_case(r"\bexpect(?:ed|s|ing|ation)?\b"),
        any_case(r"\b(?:should(?:n't|'ve)?|ought to|supposed to|meant to|must(?:n't)?|needs? to|"
                 r"has to|had to be)\b(?! (?:i|we|you)\b)"),
        any_case(r"\b(?:would|must) have been\b|\bwould have (?!liked|to)\w+(?:ed|en|id|ut|nt)\b|"
                 r"\b(?:docs|documentation|contract|you|sla|offer|website|were|"
                 r"was) promise[sd]?\b|\bwould (?:be|have been) (?:right|correct|fine|"
                 r"better)\b|\bis what (?:we|i|they) (?:need|want|ask)\w*|\bcorrect (?:would be|"
                 r"is|was|answer)\b"),
        any_case(rf"\b(?:right|correct|desired|intended|wanted|proper|true) (?:\w+ )?{OUTPUT}\b|"
                 r"\bthe (?:right|correct) [\w-]+ (?:is|was|would)\b"),
        any_case(rf"\b{OUR_PEOPLE} (?:really |just |only |had )?(?:want(?:ed|s)?|hop(?:e|ed)|"
                 rf"wish(?:ed)?|was looking for|were looking for|(?:was|were) hoping|"
                 rf"would (?:have )?"
                 r"liked?)\b"),
        any_case(rf"\b{OUR_PEOPLE} (?:thought|assumed|believed|figured|hoped) (?:that )?"
                 r"(?:it|this|they|the [\w-]+) (?:would|should|will|could)\b"),
        any_case(r"\b(?:normally|usually|ideally|before that(?=,? \w)|it used to|used to|"
                 r"previously|"
                 r"according to (?:the )?(?:docs|documentation|specification|contract|manual)|"
                 r"as documented)\b"),
        any_case(r"\b(?:worked|was fine|was correct) (?:\w+ )?(?:before|until|till|yesterday|"
                 r"last)\b|\b(?:old|older|previous|earlier|former|prior) (?:version|release|model|"
                 r"build|one) (?:still |always |never failed|had )?(?:worked|works|got it right|"
                 r"was (?:fine|correct|right|ok|okay)|did)\b"),
        any_case(rf"\b{_PAPER} (?:says?|said|states?|promises?|claims?|specif(?:y|ies)|gives?|"
                 rf"lists?|allows?|guarantees?):? (?:that )?(?:it (?:is|has|takes|can do) )?"
                 rf"(?:up to |at least |at most |about |around |max\w* |over |under |below |"
                 rf"above |only |exactly )?(?:\d[\d.,]*(?![\w.])|{FEW}\b)"),
        any_case(r"\bcan(?:not|'t| not| never) (?:possibly |ever )?be (?:negative|zero|empty|"
                 r"(?:below|above|under|over|less|more|greater|higher|lower|smaller|larger)\b)"),
        any_case(r"\b(?:instead of|rather than)\b(?! (?:me|us|you|working|a (?:fix|reply)|helping)"
                 r"\b)"),
    ),
    labels=r"(?:expected|(?:what )?(?:should have happened|did you expect)|expect|expectation|"
           r"wanted|desired|should|should be|should have been|"
           r"correct|"
    r"right|required|target|ground truth|gold|wished)(?: (?:result|behaviou?r|output|outcome|"
    r"answer|value|"
    r"label|response|reply|text|translation))?",
    value=r"(?=[^\n]{0,40}[\w\u00b7])\S",
    decoys=(
        r"(?i:\b(?:do(?:es)?|did|doing|work(?:s|ing)?|behav\w+|function\w*|perform\w*)(?: not|"
        r"n't)? "
        r"(?:what|as|like|the way|how) (?:it|they|he|she|one|you)?(?:'s| is| was| are)? ?"
        r"(?:should|must|expected|supposed to|meant to|ought to|normally|wanted)\b)",
        r"(?i:\b(?:not as|unlike|than|as|isn't what (?:i|we)|not what (?:i|we)) expected\b)",
        r"(?i:\b(?:what|where|whom|who|when|how) (?:we |i |one )?(?:should|must|needs? to)\b)",
        rf"(?i:\b(?:expect\w*|want\w*|hop(?:e|ed|ing)|would (?:have )?liked?|wish(?:ed)?|need to|"
        rf"hoping)(?: \w+){{0,3}}? (?:for )?(?:to )?(?:an? |the |some |any )?(?:faster |"
        rf"quick(?:er)? |"
        rf"soon |better |rapid |proper )?{_SUPPORT_GIVES}\b"
        r"(?= *(?:[.,;!?\n]|$|(?:for|from|to|by|about|on|and|or|within|when|soon|please|after|"
        r"that|as|by|until|before|today|asap|this|next)\b)))",
        r"(?i:\b(?:like|want|wish|hope|need) (?:to )?(?:know|you|that you|this is fixed|"
        r"it (?:is )?"
        r"fixed|it gets|someone|talk|speak|understand)\b)",
        r"(?i:\b(?:hope|wish)\b(?= (?:this|you|that|it|all|the|everything)))",
        rf"(?i:\b(?:should|must|needs? to|has to|have to|ought to)(?: be| get)? (?:urgently |"
        rf"quickly |really |soon )?"
        rf"{_MENDED}\b)",
        r"(?i:\b(?:we|i|you|people|staff|everyone|customers?|users?|agents?|someone|somebody|"
        r"support)"
        r" (?:\w+ )?(?:must|should|needs? to|has to)\b(?! have (?:got|received|seen|"
        r"been))(?! (?:see|get|be|"
        r"receive)\b))",
        r"(?i:(?:error|exception)\b\W[^\n]{0,40}\bexpect\w*)",
        r"(?i:\b(?:our|my|the) expected (?:go-?live|launch|release|start|date|delivery|arrival|"
        r"deadline|end|move)\b)",
        r"(?i:\bdo you expect\b)",
        r"(?i:\b(?:if|should) (?:you|there) (?:need|be|want)\b)",
        r"(?i:\bas usual\b|\bget used to\b|\bexpected (?:soon|delivery|downtime))",
        r"(?i:\bwhen can (?:we|i) expect\b|\bthanks?[^.\n]{0,20} expect\w*)",
        r"(?i:\bas it should\b|\bshould any\b|\bnot sure (?:what|how)[^.\n]{0,30}should\b)",
        r"(?i:\b(?:wanted|would like) to (?:report|let you|inform|tell|ask|say|thank|complain|"
        r"raise|"
        r"open)\b)",
    ),
    never=(
        any_case(r"\b(?:i|we) (?:really |probably |just )?(?:should(?:n't)?|ought to)(?: not)?"
                 r"(?: have|'ve) (?!got|gotten|received|seen|been|had|liked)\w+"),
        any_case(r"\byou(?: \w+)? (?:should|ought to|must)(?: \w+)?? (?:be (?:\w+ )?(?:ashamed|"
                 r"sorry|embarrassed|fired|sued|careful|faster|quicker|better|more|able)|know|"
                 r"apologi[sz]e|test|hire|train|improve|have (?:\w+ )?(?:known|told|warned|tested|"
                 r"informed|written|called|answered|checked|asked))\b"),
    ),
    against=r"\b(?:when|how soon|by when) (?:can|do|should|may) (?:we|i)\b|\bwhat (?:i|we)$",
)  # fmt: skip
