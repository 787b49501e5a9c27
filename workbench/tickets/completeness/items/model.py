"""Which model or AI feature it is about."""

from workbench.tickets.completeness.items.item import Item
from workbench.tickets.completeness.items.words import AGENT, DATED, TASK, any_case, one_of

_KNOWN = one_of(r"""gpt|chatgpt|claude|llama|code ?llama|mi[sx]tral|gemma|qwen|phi-?\d|bert|roberta|
    distilbert|t5|deepseek|command-r|dall-?e|stable ?diffusion|minilm|xgboost|lightgbm|catboost|
    resnet|yolo|starcoder|vicuna|dbrx|grok|random forest|gradient boosting|isolation forest|
    logistic regression|arima|text-embedding|sentence-transformers?""")
_KNOWN_AND_A_WORD = (
    "(?:Sonnet|Haiku|Opus|Gemini|PaLM|Flan|Whisper|Falcon|Titan|Granite|Zephyr|Copilot|Prophet)"
)
_NOT_A_NAME = one_of("""the|this|that|these|those|your|our|my|its|their|an?|each|every|all|any|some|
    no|one|same|other|another|which|what|whose|ai|ml|new|old|wrong|right|bad|broken|whole|entire|
    current|latest|previous|first|second|last|best|affected|deployed|served|underlying|production|
    machine|deep|language|learning|trained|retrained|and|or|of|with|for|by|if|when|because|in|on|
    at|to|from|is|as|but|not|a|use|uses|using|used|please|can|human|please|you|we|i|
    it|know|about|search|google|manual|internal|full|further|after|be|he|she|they|into|internet|
    since|until|before|than|then|like|only|just|also|via|per|me|us|via|stupid|neural|social|office|
    company|wireless|home|corporate|local|vpn|browser|more|were|was|are|does|did|has|have|
    error|warn|warning|info|happy|good|decision|policy|car|printer|phone|fashion|business|role|
    data|cool|a i""")
_AGENT_HUMAN = one_of("""(?:reader|helper|planner|editor|checker|writer|scanner|filter|finder|
    sorter|
    trainer|interpreter|maker|builder|cleaner|teller|speaker|listener|watcher|approver|judge|
    receptionist|remover|tuner|solver|monitorer)s?""")
_NO_MODEL = one_of("""ckpt|checkpoint|preview|release|build|tag|version|ver|rev|revision|image|api|
    sdk|client|app|cli""")
_SUBJECT = rf"(?!(?:{_NOT_A_NAME})\b)(?:[^\W\d_]|\d+[a-z])[\w&'-]+"

MODEL = Item(
    "model",
    "Which model or AI feature was it? The name as you see it is fine.",
    (
        any_case(r"\bmodel[ _-]*(?:name|id) (?:is |was )?[\"']?(?!unknown|is\b|was\b)[\w./-]+"),
        any_case(r"\bmodel (?:is called|was called|called|named) [\"']?[\w./-]+"),
        any_case(r"\bmodel (?:is |was )?\"(?=\w)[\w./-]+|\bmodel (?:is |was )?"
                 r"(?=[\w.]*[-_\d/])[a-z][\w./-]+|\bmodel [a-z][\w-]+ v?\d+\.\d"),
        any_case(rf"\b{_KNOWN}\b[\w.:-]*"),
        rf"\b{_KNOWN_AND_A_WORD}\b|(?i:\b{_KNOWN_AND_A_WORD}[- ]?v?\d[\w.-]*)",
        r"\bo[134](?:-mini|-pro|-preview)?\b",
        any_case(r"\b[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*[-_](?:\d+b|v\d+|base|large|small|mini|tiny|"
                 r"instruct|chat|turbo|int8|fp16|xl|flash|latest|xgb|gbm|lgbm|clf|net|llm)\b"),
        any_case(rf"\b{_SUBJECT} (?:model|{AGENT})\b(?!')"),
        any_case(rf"\bai (?:{AGENT})\b|\b(?!(?:{_NOT_A_NAME})\b)[a-z]+ \w+(?:er|or|ion|ing) ai\b|"
                 rf"\b(?:the|your|our) "
                 rf"(?!(?:{_NOT_A_NAME})\b)[\w-]+ (?:[\w-]+ )?feature\b"),
        any_case(rf"\b(?:{TASK}s?|{AGENT}|chat|face|voice|language|image|text)[ -](?:ai|model|"
                 rf"service|api|"
                 r"engine|pipeline|feature|system|component|module|function|analysis|bot|tool|"
                 r"check|app|plugin|widget|skill|software)\b"),
        any_case(rf"\b(?:the|our|your|its|my) (?:[\w-]+ ){{0,2}}(?!{_AGENT_HUMAN}|search|engine|"
                 rf"network|correctors?|coach|tutor|advis[eo]r|assistant|companion|bot|"
                 rf"llm)(?:{AGENT}|"
                 r"speech-to-text|text-to-speech|spam filter)\b"),
        any_case(r"\b(?:summari[sz]er|speech-to-text|text-to-speech|chat ?bot|voice ?bot|ocr|"
                 r"semantic search|(?:content|image|comment|chat|text|automatic|ai) moderation|"
                 r"(?:face|facial|speech|voice|image|object|handwriting|text|plate|emotion|gesture|"
                 r"pattern|document|licen[cs]e.plate) reco[gn]+i?tion|sentiment analysis|"
                 r"speech synthesis|"
                 r"voice cloning|(?:text|image|code|music|video) generation|auto-?correct|"
                 r"spell ?check\w*|"
                 r"(?:fraud|anomaly|object|spam|defect|intrusion|language|fall|leak) detection|"
                 r"(?:machine|auto\w*|live|ai) (?:translation|transcription|captions?|subtitles)|"
                 r"(?:visual|semantic|vector|image|ai|smart) search|(?:face|voice) (?:login|"
                 r"unlock|id)|smart (?:reply|replies|compose)|"
                 r"auto-?(?:tagging|complete|completion|suggest|summary))\b"),
        any_case(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:model|bot|encoder|service|assistant|ocr|"
                 r"vision|tts|stt|nlp|lstm|rnn|cnn|svm|"
                 r"(?:rank|re-?rank|classifi|recommend|pars|embedd|tagg|summari[sz]|match|filt|"
                 r"scor|"
                 r"grad|writ|forecast|optimi[sz])er|"
                 r"(?:predict|detect|extract|generat|translat|estimat|moderat)or)\b[\w.-]*"),
        rf"\b(?!(?:{DATED}|{_NO_MODEL})-)[a-z]\w*(?:-\w+)*-20\d\d-\d\d(?:-\d\d)?(?![\w-]|\.\w)",
        r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?!(?:sdk|cli|app|client|api|js|server|py|python|web|ui|"
        r"go|java|node|lib|agent)\b)[a-z][a-z0-9]* v?\d+\.\d+(?:\.\d+)?\b",
    ),
    labels=r"(?:(?:ai |ml )?model(?:[ _-]*(?:name|id|used))?|(?:ai |affected )?feature|product|"
    r"model/feature|engine|deployment|bot|ai|algorithm|service|component)",
    value=r"[\"*]{0,2}(?!(?i:v?\d+(?:\.\d+)*|version|wrong|bad|broken|is|gives|the (?:one|usual)|"
    r"your)\b)[\w@\u00b7]",
    decoys=(r"(?i:\bmodel (?:card|of (?:car|our|the|machine|phone|this)|number|year|railway|"
            r"version|release|revision|checkpoint))[^\n.;,]{0,3}(?:says)?",
            r"(?i:\b(?:car|phone|machine|printer|truck|bike|business|role|data|fashion) model\b)",
            r"(?i:\bthis model of \w+)",
            r"(?i:\b(?:search|question|web|browser) (?:engine|filter)\b)",
            r"(?i:\bmodel, |\bmodel or\b|\bmodel and\b)"),
    told_by_questions=True,
    is_a_name=True,
)  # fmt: skip
