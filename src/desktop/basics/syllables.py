"""Whether a word can be a Vietnamese syllable: by its letters and its tone, without a dictionary.

Wide on purpose (each onset goes with each rime): it has to tell words from rubbish, not to check spelling.
"""

import unicodedata
from functools import lru_cache

_ONSETS = ("ngh", "ng", "nh", "gh", "gi", "ch", "kh", "ph", "qu", "th", "tr", *"bcdđghklmnpqrstvx", "")
_WRITTEN = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu ynh yt
"""
_RIMES = frozenset(_WRITTEN.split())
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHARP = frozenset("\u0301\u0323")  # the only tones before c, ch, p, t
_STOPS = ("c", "ch", "p", "t")


@lru_cache(8192)
def is_syllable(word: str) -> bool:
    """Whether ``word``, in whatever case, is built like a syllable: "nghĩa" is, "vaên" and "boc" aren't."""
    pieces = unicodedata.normalize("NFD", word.lower())
    tones = [piece for piece in pieces if piece in _TONES]
    bare = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in _TONES))
    if len(tones) > 1:
        return False
    rimes = {bare[len(onset) :] for onset in _ONSETS if bare.startswith(onset)} & _RIMES
    return bool(rimes) and (not bare.endswith(_STOPS) or not _SHARP.isdisjoint(tones))
