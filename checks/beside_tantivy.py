"""Search with ten facets beside tantivy, a search library that people compare with: the same goods, the same questions, one after another, in the same run.

tantivy is asked in its own process, without a server: it finds words by their stems, all of which must be there, gives the best fifty and counts ten
facets. Kontor is asked over HTTP as a client with own prices: the same fifty as JSON, all facets, own assortment, own stock; it tells what of that was
search, prices and counting.
"""

import random
import statistics
import tempfile
import time
from urllib.parse import urlencode

FACETS = 10


def index_of(world, folder):
    """An index of the world's products and the ten facets that most of them have."""
    import tantivy

    counts = {}
    for row in world.rows("products"):
        for code in row.get("parameters", {}):
            counts[code] = counts.get(code, 0) + 1
    codes = sorted(counts, key=lambda code: (-counts[code], code))[: FACETS - 2]
    facets = ["brand", "category", *codes]
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="ru")
    builder.add_text_field("article", stored=True, tokenizer_name="raw")
    for name in facets:
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    index = tantivy.Index(builder.build(), path=folder)
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("Russian")).build()
    index.register_tokenizer("ru", words)
    writer = index.writer(256 << 20, 2)
    for row in world.rows("products"):
        parameters = row.get("parameters", {})
        document = tantivy.Document()
        document.add_text("text", row["name"])
        document.add_text("article", row["article"])
        for name in facets:
            value = row.get(name) if name in ("brand", "category") else parameters.get(name)
            if value is not None:
                document.add_text(name, str(value))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index, facets


def questions_of(world, count=100):
    """What the world's own list of questions asks for, and the first words of some names."""
    chosen = random.Random(5)
    names = [row["name"] for number, row in enumerate(world.rows("products")) if number % 997 == 0]
    starts = [" ".join(name.split()[:2]) for name in chosen.sample(names, min(count, len(names)))]
    return world.queries["words"] + starts


def compare(world, caller, say, milliseconds):
    with tempfile.TemporaryDirectory(prefix="kontor-tantivy-") as folder:
        start = time.monotonic()
        index, facets = index_of(world, folder)
        say("tantivy: index made", f"{time.monotonic() - start:8.1f} s")
        searcher = index.searcher()
        counts = {name: {"terms": {"field": name, "size": 100}} for name in facets}
        questions = questions_of(world)
        theirs, ours, inside, faster = [], [], [], 0
        for question in questions:
            own, engine, other = [], [], []
            query = index.parse_query(question, ["text"], conjunction_by_default=True)
            # Questions that were not asked before: what is kept of answers is no search.
            for spelling in (question, question.upper(), question.title()):
                begin = time.perf_counter()
                hits = searcher.search(query, 50).hits
                searcher.aggregate(query, counts)
                [searcher.doc(address) for _, address in hits]
                other.append(time.perf_counter() - begin)
                _, took = caller.call("GET", "/products?" + encoded(spelling))
                own.append(took)
                engine.append(caller.inside)
            theirs.append(statistics.median(other))
            ours.append(statistics.median(own))
            inside.append(statistics.median(engine))
            faster += inside[-1] <= theirs[-1]
        say(f"tantivy: {len(questions)} questions, best 50 and {len(facets)} facets, in its process", milliseconds(theirs))
        say("Kontor: search, own prices and all facets in its process", milliseconds(inside))
        say("Kontor: the same over HTTP", milliseconds(ours))
        say("questions that Kontor answers no later", f"{faster} of {len(questions)}")


def encoded(question):
    return urlencode({"query": question, "facets": "true", "limit": 50})
