"""Small articles with quotes, and what an index made of them must hold."""

import random
from datetime import date, timedelta

from searchkit.article import Article, Quote
from searchkit.engines.whoosh.batch import Batch
from searchkit.engines.whoosh.segment import SegmentReader

WORDS = "tram strike bridge herring council vote budget harbour ferry union talks night line depot wage".split()
PEOPLE = ["Orla Venn", "Piet Daan", "Mirela Sava", "Tomas Okonjo-Reyes"]


def group(number, *, words=60, quotes=2, day=None, title=None, source="desk"):
    """An article made from a number, always the same, with its quotes and speakers."""
    rng = random.Random(number)
    body = " ".join(rng.choice(WORDS) for _ in range(words)) + f" marker{number}"
    people = [rng.choice(PEOPLE) for _ in range(quotes)]
    spans = [(place * 3, min(place * 3 + 40, len(body))) for place in range(quotes)]
    found = tuple(
        Quote(start, end, body[start:end], person, (0, 4), "Piet Daan", "said", True, 0.75, day)
        for (start, end), person in zip(spans, people, strict=True)
    )
    if day is None:
        day = date(2031, 1, 1) + timedelta(days=number % 400)
    article = Article(
        f"a{number}", body, day, title, source, f"https://example.org/{number}", "Ann Lee", "en", extra={"n": number}
    )
    return article, found, tuple(dict.fromkeys(people))


def fill(target, numbers, **how):
    """Adds groups to a batch or a writer."""
    for number in numbers:
        article, quotes, speakers = group(number, **how)
        target.add(article, quotes, speakers=speakers, origin=f"files/{number % 5}", digest=f"digest{number}")


def segment(folder, numbers, **how):
    """A segment of the numbered groups, and its reader."""
    batch = Batch("english")
    fill(batch, numbers, **how)
    return SegmentReader(folder, batch.write(folder))


def everything(reader):
    """What a segment says of its live documents, without document numbers: {(id, place in group): …}."""
    names = {}
    for start in reader.article_docs:
        if start not in reader.deleted:
            for place, doc in enumerate(reader.group(start)):
                names[doc] = (reader.stored(start)["id"], place)
    records = {
        name: {
            "stored": reader.stored(doc),
            "days": (reader.days("date")[doc], reader.days("said_on")[doc]),
            "lengths": {field: reader.lengths(field)[doc] for field in ("body", "quote", "speaker", "title")},
            "values": {
                field: reader.values(field)[0][reader.values(field)[1][doc]] for field in ("source", "speaker", "speakers", "to")
            },
            "terms": {},
        }
        for doc, name in names.items()
    }
    for field in reader.fields():
        for term, info in reader.term_items(field):
            postings = reader.postings_at(info)
            for place, doc in enumerate(postings.docs):
                if doc in names:
                    records[names[doc]]["terms"][field, term] = (postings.weights[place], postings.positions(place))
    return records
