"""What commands of TeX stand for: accents, signs, formulas of one sign, and looks."""

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361", "G": "\u030f", "U": "\u030e",
    "h": "\u0309",
}  # fmt: skip
SIGNS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "\u0131", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "euro": "€",
    "texteuro": "€", "copyright": "©", "textcopyright": "©", "textregistered": "®",
    "texttrademark": "™", "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "Dash": "—", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textasciigrave": "`", "textless": "<", "textgreater": ">",
    "textbar": "|", "slash": "/", "textunderscore": "_",
    "textdollar": "$", "textquotedblleft": "“", "textquotedblright": "”",
    "textquoteleft": "‘", "textquoteright": "’", "textquotesingle": "'", "lq": "‘", "rq": "’",
    "quotedblbase": "„", "glqq": "„", "grqq": "“", "guillemotleft": "«", "guillemotright": "»",
    "flqq": "«", "frqq": "»", "lbrace": "{", "rbrace": "}", "textbraceleft": "{",
    "textbraceright": "}", "textdegree": "°", "degree": "°", "textperiodcentered": "·",
    "cdot": "·", "times": "×", "textmu": "µ", "quad": " ", "qquad": " ", "newline": " ",
    "par": " ", "item": " • ",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textperthousand": "‰",
    "textonesuperior": "¹", "texttwosuperior": "²", "textthreesuperior": "³", "textminus": "−",
    "textfractionsolidus": "/", "textpm": "±", "texttimes": "×", "textdiv": "÷", "percent": "%",
    "textsterling": "£", "textyen": "¥", "textcent": "¢", "textordmasculine": "º",
    "textordfeminine": "ª", "textquotedbl": '"', "nobreakspace": " ", "space": " ", "dash": "–",
    "endash": "–", "emdash": "—", "ohorn": "ơ", "OHORN": "Ơ", "uhorn": "ư", "UHORN": "Ư",
}  # fmt: skip
# What a formula of one command sets; Greek letters are named as in TeX.
MATH = {
    "aleph": "ℵ", "infty": "∞", "hbar": "ℏ", "nabla": "∇", "partial": "∂", "pm": "±",
    "times": "×", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "approx": "≈", "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒",
    "leftrightarrow": "↔", "hookrightarrow": "↪", "in": "∈", "forall": "∀", "exists": "∃",
    "lambda": "λ", "Lambda": "Λ", "epsilon": "ϵ", "varepsilon": "ε", "varphi": "φ", "phi": "ϕ",
    "vartheta": "ϑ", "varsigma": "ς", "varpi": "ϖ", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
# Commands that say how something looks: what they enclose stays.
LOOKS = {
    *("emph", "textbf", "textit", "textsc", "texttt", "textrm", "textsf", "textsl"),
    *("textup", "textmd", "textnormal", "em", "it", "bf", "tt", "sc", "rm", "sl", "sf"),
    *("bfseries", "itshape", "scshape", "ttfamily", "rmfamily", "sffamily", "mbox"),
    *("hbox", "url", "path", "uppercase", "MakeUppercase", "lowercase", "MakeLowercase"),
    *("protect", "relax", "text", "mathrm", "mathit", "mathbf", "mathsf", "nocase"),
    *("bibstring", "enquote", "small", "large", "normalfont", "upshape", "hskip", "kern"),
    *("break", "allowbreak", "noindent", "thinspace"),
}
# Commands whose first argument is a language, a colour or a measure, and no words.
SETTINGS = {
    *("foreignlanguage", "textcolor", "colorbox", "hypertarget", "hyperlink", "hspace", "vspace"),
    *("selectlanguage", "label"),
}
JOINED = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": " ", "{": "", "}": ""}
