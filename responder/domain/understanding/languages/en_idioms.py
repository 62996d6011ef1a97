"""English: what looks like a request and is none. How to read this: `language.py`."""

IDIOMS = """
text (receipt|code|tone|bubble) ; unsubscribe (button|link|page|option)
(love|loving|enjoy|appreciate) (these|your) TEXTS ; (lawyer|attorney) (says|said|has|will)
NOT (TEXT|call) my boss
(bus|truck|pit|rest|door|full|non|gas|whistle|train|tram|metro|cup|wing|short|back|hard|every) stop
stop
    (by|in|over|off|sign|signs|light|lights|at|watch|loss|motion|gap|payment|payments|into|outside|around|there|here|along|to
    (get|pick|buy|see|eat|grab|think|say|talk|check|drop))
stops (at|by|in|working|for)
(a|the|one|next|last|first|his|her|your|this) stop !(TEXTING|SENDING|TEXT|THIS|please|pls|now|>)
(dont|donot|never|wont|cant|cannot|couldnt|didnt|doesnt|wouldnt|not|nonstop) (ever|just|really|you)? stop
cant (seem)? to? stop ; (do|does|did|can|could|will|would) not (ever|just)? stop
(text|texting|txt) and (drive|driving) ; (text|texting|txt|call|calling) while driving
(the|my|your|our) spam (folder|box|filter) ; (check|in|into|to) (your|the|my)? spam ; junk mail
(remove|take|delete|drop|cross|scratch|get|keep|pull) .. (me|us|my _|him|her) .. (off|from|out)? .. (of)? ..
    _{0,2} SLOT
(put|sign|get|keep|leave) (me|us) (back )?(on|in)
(STOP|no more|cancel|unsubscribe|unsub|NOT|do not|no|off|out|quit|turn|unsubscribed) _{0,4} EMAILS
    !(or|nor) ... (WANTED
    .. (is|are|s|was)? .. GOOD|(just|only|keep|prefer|rather|instead|by|via|but|love|like|want) .. WANTED)
(WANTED .. GOOD|(prefer|rather|keep|just|only) .. WANTED) _{0,3} ,? _{0,2} (no|stop|NOT|not|never) .. EMAILS
(why|how come) _{0,4} (stopped|stop) .. (SENDING|TEXTING|receiving|getting|TEXTS|_)
(did|have|has) (you|u|yall|someone|they|i|it|we) _{0,2}
    (stop|stopped|take|taken|remove|removed|delete|deleted|drop|unsubscribe|unsubscribed|block|blocked) _{0,5}
(why|how come) (you|u|yall)? (guys|people|all|folks)? (dont|arent|havent|didnt|not) (you|u|yall|i|we)?
    (guys|people|ever|been)? (TEXT|TEXTING|get|getting|receiving|hear|hearing) _{0,4}
(not|havent|stopped|never|arent) (been)? (getting|gotten|receiving|received|got) .. TEXTS _{0,3}
(NOT|do not|never) _{0,1} (lose|forget|delete|erase|block) _{0,3} ; (rather|instead) than _{0,3}
(LAW) _{0,4} (copy|invoice|bill|estimate|needs|need|wants|accident|card|keys|stolen)
(copy|invoice|bill|report|estimate) _{0,4} (lawyer|attorney)
(when|if|while|before|until|after|where|does|do|doesnt) (i|it|you|we|the _|he|she|they) stop >
(a|auto|start|full|complete|completely|sudden|which|engine) stop !(TEXTING|SENDING|THIS)
(wait|waiting|guest|price|shopping|grocery|todo|playlist|play|wish|do|job|parts|task|packing) (list|lists)
wrong (number|no|phone) of
(i|we) (just|accidentally|must|mightve|might)? (have)?
    (dialed|called|texted|had|gave|put|entered|typed|wrote|left) _{0,2} WRONG (number|phone|person|one)
gave _{0,2} the wrong
(dont|donot|do not) (need|have|want|wanna|plan|wish|intend)? to (unsubscribe|opt|cancel|quit|stop|unsub)
(dont|donot|do not|never) (unsubscribe|remove|unsub|opt|delete|drop|take) .. (me|us|NUMBER|NAME)?
    (off|from|out)? .. LIST?
(dont|donot|not|never) (call|phone|ring|email|mail) _{0,2} (,|but|just|only|instead|please|rather)
    (just|only|please|but)? (text|txt|message)
never mind ; (dont|no) worry ; call me (at|on|when|after|before|later|back|tomorrow|today|tonight|now|if|next)
opt (in|for|into|to) ; opt ME .. in ; opt out (fee|form|option|date|window|of the inspection)
(are|is) (these|this|those) _{0,2} (automated|real|legit|from|free) ; (you|u|yall|they) never _ _ back
drop (me|us|him|her) off !(LIST|this|your|ur|the|of|>)
(you|u|they|yall) (took|removed|dropped|deleted) _{0,6}
(reply|text|txt|send|respond|replying|texting|type) (with)? (stop|end|cancel|quit|unsubscribe|stopall)
    (to|2|for) (unsubscribe|opt|end|cancel|stop|quit|be)
(didnt|did not|not|never|dont) (mean|meant|want|wanted|try|ask) .. to (unsubscribe|opt|stop|cancel)
~need (please|actually|yes|to|but|can you|just|do|ok|yeah) keep (texting|sending|getting|receiving|me on)
(dash|light|screen|sign|display|it|message|dashboard) (says|said|reads|shows) stop
(every|any|each|last|next|first|second|third) time (i|it|we|you|he|she|they) (stop|stops)
(everytime|whenever) (i|it|we|you|he|she|they) (stop|stops)
(one|another|two|three|few|quick|extra|final|couple) (more|quick|last)? stop
    !(TEXTING|SENDING|TEXT|please|pls)
(the|high|low|front|rear|back|tail|dead|deep|week|year|top|bottom|far|other) end (of
    !(TEXTS|THESE|LIST)|!(of))
WRONG (number|no) (for|on|in) (my|our|the|that) _
(i|we) .. (sent|send|messaged|meant|forwarded) _{0,5} WRONG WHOM
(remove|take|move|get|pull|drop) (me|us|him|her) .. (off|from|out) _{0,5} (and|then) ..
    (put|add|book|move|switch|sign)
    (me|us|him|her)
(ill|will|must|should|gonna|shall|promise to|lemme|ima|imma) (just|now|also)? (stop|quit) (TEXTING
    !(if|unless))
(NOT|do not) (TEXT|WRITE) (my|our) (husband|wife|mom|dad|son|daughter|kid|kids|boss|assistant|parents|partner)
(not|isnt|arent|never) (trying|looking|planning|going|asking|wanting) to (unsubscribe|opt
    out|cancel|quit|stop|unsub)
(NOT|do not|LACK) .. (have|see|check|answer|answering|find) _{0,2} (texts|messages|msgs|txts|sms) ; no
    TEXTS (on|in) (her|his|my (end|side))
no TEXTS (came|come|coming|received|yet|so far|showing|arrived|through)
"""
