"""Words of the superior's desk: what the deeds are called, and what became of the files."""

from desktop.basics.language import Message, _, plural, say
from desktop.exchange.findings import Finding, Kept
from desktop.exchange.outcomes import AlreadyTaken, Asks, Outcome, Ready, Refusal, sentence
from desktop.exchange.reception import Laid, Taken
from desktop.exchange.screen.inbox_items import Item
from desktop.widgets.notice import Notice


def deed_words(current: Item | None, shown: Laid | None, *, new: bool) -> str:
    """What the foot's button does with the chosen line; "" for nothing. ``new``: the file doesn't lie here yet."""
    if current is not None and isinstance(current.what, Finding):
        return _("Answer…")
    if shown is None:
        return ""
    if current is not None and isinstance(current.what, Kept) and not current.what.unit:
        taken = isinstance(shown.look.outcome, Ready | AlreadyTaken)  # it was enrolled meanwhile
        return deed_words(None, shown, new=new) if taken else _("Remove this file from here")
    match shown.look.outcome:
        case Ready(summary, _codes):
            return _("Take this file in…") if summary.stops else _("Take this file in")
        case AlreadyTaken():
            return _("Write the receipt again") if shown.root is not None else ""
        case Refusal(unit=None):
            return ""
        case _:
            return _("Keep this file here") if new else ""


def foot_words(outcome: Outcome | None) -> str:
    """What the deed does, in the strip beside it."""
    if isinstance(outcome, Ready) and outcome.summary.stops:
        return _("Taken in whole, or later")
    if isinstance(outcome, Ready):
        return _("Taken in whole; the receipt goes on to the stick.")
    return ""


def notice_of(taken: Taken) -> Notice:
    """What became of everything: what failed first, then what is done."""
    outcomes = [outcome for _path, outcome in taken.outcomes]
    bad = next((one for one in outcomes if isinstance(one, Refusal)), None)
    told = next((one.told for one in taken.receipts if one.told is not None), None)
    disagree = [one for one in outcomes if isinstance(one, Ready) and one.codes]
    written = sum(one.carried is not None for one in taken.receipts)
    receipts = plural("{n} receipt lies on the stick.", "{n} receipts lie on the stick.", written)
    if bad is not None and bad.kept:
        return Notice.done(_("Kept here for later."), say(bad.next_step) if bad.next_step is not None else "")
    if bad is not None:
        words = say(bad.message)
        step = say(bad.next_step) if bad.next_step is not None else ""
        return Notice.reminder(words, " · ".join(p for p in (step, _("Code {code}", code=bad.code)) if p))
    if told is not None:
        detail = _(
            "It was taken in. The receipt waits here: put the stick in and press “Write the receipts again”."
        )
        return Notice.reminder(say(told.message), detail)
    asks = [one for one in outcomes if isinstance(one, Asks)]
    if asks and len(outcomes) > 1:
        return Notice.reminder(say(sentence(asks[0], taken=True)), receipts if written else "")
    if disagree:
        codes = ", ".join(sorted({code for one in disagree for code in one.codes}))
        words = _("{unit}: taken in, but the figures disagree.", unit=disagree[0].summary.name)
        return Notice.reminder(words, _("Code {code}", code=codes))
    sentences: list[Message] = [sentence(one, taken=True) for one in outcomes]
    if len(sentences) == 1:
        kept_later = isinstance(outcomes[0], Asks)
        title = _("Kept here for later.") if kept_later else say(sentences[0])
        return Notice.done(title, receipts if written else "")
    done = sum(isinstance(one, Ready) for one in outcomes)
    title = plural("{n} file taken in.", "{n} files taken in.", done) if outcomes else receipts
    return Notice.done(title, receipts if outcomes and written else "")
