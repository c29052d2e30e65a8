"""Two hundred texts that are not ordinary English news, each with the people who really say something in it.

Hand-written seeds in other languages and forms, and seeded generators for forms that repeat (code, tables, lists, poems, logs …).
Everything in them is invented. `odd_texts()` gives the same list every time.
"""

# ruff: noqa: E501 - the long lines are the texts themselves.

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class OddText:
    kind: str
    body: str
    speakers: frozenset[str] = frozenset()


LANGUAGES = {
    "german": (
        "Hafen bleibt gesperrt\n\nDer Hafen von Amsel bleibt bis Freitag gesperrt. „Wir gehen kein Risiko ein“, sagte Bürgermeisterin Jutta"
        " Lindqvist am Montag. Nach Angaben der Polizei wurden drei Kisten gefunden. Das Wort „Sprengstoff“ vermied sie.",
        "Jutta Lindqvist",
    ),
    "french": (
        "Le pont de Brissac rouvrira en mars\n\n« Les travaux avancent plus vite que prévu », a déclaré mardi l'ingénieure Odile Marchand."
        " Le maire, lui, n'a pas souhaité répondre. Selon la préfecture, le coût atteint douze millions d'euros.",
        "Odile Marchand",
    ),
    "spanish": (
        "La presa aguantará\n\n«La presa aguantará», afirmó el ingeniero Paulo Brito. Los vecinos de Valdorna no lo creen. Según el"
        " ayuntamiento, la lluvia seguirá hasta el jueves. “Nadie duerme aquí”, se lee en una pancarta.",
        "Paulo Brito",
    ),
    "italian": (
        "Sciopero dei tram\n\nIl sindaco Aldo Ferrante ha detto che «la città non si ferma». I sindacati confermano lo sciopero di"
        " venerdì. Nessun commento dalla società Tramvie Riunite.",
        "Aldo Ferrante",
    ),
    "portuguese": (
        "Chuva fecha escolas\n\n“Ninguém deve sair de casa”, disse a governadora Renata Solis na segunda-feira. A Hidra Norte não quis"
        " comentar. Em Vale Fundo a água chegou às janelas.",
        "Renata Solis",
    ),
    "dutch": (
        "Brug bij Oudwater dicht\n\n'We nemen geen enkel risico', zei wethouder Karel Smit. De brug blijft zeker tot maandag dicht. Volgens"
        " de provincie rijden er bussen.",
        "Karel Smit",
    ),
    "swedish": (
        "Snöstorm i norr\n\n– Stanna hemma, säger polischefen Satu Niemi. Alla vägar är stängda. SMHI varnar för mer snö under natten.",
        "Satu Niemi",
    ),
    "finnish": (
        "Lumimyrsky sulki tiet\n\n”Pysykää kotona”, sanoo poliisipäällikkö Satu Niemi. Kaikki tiet ovat kiinni. Junat eivät kulje.",
        "Satu Niemi",
    ),
    "polish": (
        "Most zamknięty\n\n„Nie ma powodu do obaw” – powiedział wczoraj inżynier Marek Wilk. Most w Zaborzu będzie zamknięty do piątku."
        " Według policji objazd prowadzi przez Lipno.",
        "Marek Wilk",
    ),
    "czech": (
        "Tramvaje stojí\n\n„Je nám to líto,“ řekla mluvčí Jana Havlová. Tramvaje v Dolanech nejezdí od rána. Oprava potrvá dva dny.",
        "Jana Havlová",
    ),
    "hungarian": (
        "Lezárták a hidat\n\n„Nincs ok az aggodalomra” – mondta Kovács Ildikó mérnök. A híd péntekig zárva marad.",
        "Kovács Ildikó",
    ),
    "turkish": (
        "Ekmeğe zam\n\n“Fiyatlar iki katına çıkacak” dedi ekonomist Elif Tarhan. Bakanlık açıklama yapmadı. Fırıncılar pazartesi günü"
        " toplanıyor.",
        "Elif Tarhan",
    ),
    "russian": (
        "Дорога закрыта\n\n«Северная дорога наша», — заявил генерал Искандер Белый. По данным полиции, пострадавших нет. Движение"
        " возобновят в пятницу.",
        "Искандер Белый",
    ),
    "ukrainian": (
        "Міст відкрито\n\n«Міст безпечний», — сказав інженер Олег Стасюк у вівторок. Рух відновлено. Потяги йдуть за розкладом.",
        "Олег Стасюк",
    ),
    "greek": (
        "Απεργία στο λιμάνι\n\n«Δεν θα υποχωρήσουμε», δήλωσε η Νίκη Παππά. Το λιμάνι μένει κλειστό έως την Παρασκευή.",
        "Νίκη Παππά",
    ),
    "arabic": ("إغلاق الميناء\n\nقالت رئيسة البلدية ليلى الحداد: «لن نخاطر». ويبقى الميناء مغلقا حتى يوم الجمعة.", "ليلى الحداد"),
    "persian": ("بسته شدن بندر\n\nشهردار شیرین دفتری گفت: «خطر نمی‌کنیم». بندر تا جمعه بسته می‌ماند.", "شیرین دفتری"),
    "hebrew": ("הנמל נסגר\n\n״לא ניקח סיכון״, אמרה ראשת העיר נועה ברק. הנמל יישאר סגור עד יום שישי.", "נועה ברק"),
    "chinese": ("港口关闭\n\n市长罗佳慧说：“我们不会冒险。”港口将关闭至星期五。警方表示，没有人受伤。", "罗佳慧"),
    "japanese": ("港は閉鎖\n\n市長の春木文は「危険は冒さない」と述べた。港は金曜日まで閉鎖される。", "春木文"),
    "korean": ("항구 폐쇄\n\n윤서린 시장은 “위험을 감수하지 않겠다”고 말했다. 항구는 금요일까지 폐쇄된다.", "윤서린"),
    "hindi": ("बंदरगाह बंद\n\nमहापौर मीरा सोंधी ने कहा, “हम जोखिम नहीं लेंगे।” बंदरगाह शुक्रवार तक बंद रहेगा।", "मीरा सोंधी"),
    "indonesian": (
        "Pelabuhan ditutup\n\n“Kami tidak mau mengambil risiko,” kata Wali Kota Dewi Lestani. Pelabuhan ditutup sampai Jumat.",
        "Dewi Lestani",
    ),
    "vietnamese": (
        "Cảng đóng cửa\n\n“Chúng tôi không mạo hiểm”, thị trưởng Trần Thu Lan nói. Cảng đóng cửa đến thứ Sáu.",
        "Trần Thu Lan",
    ),
    "swahili": (
        "Bandari yafungwa\n\n“Hatutachukua hatari,” alisema Meya Grace Tembo. Bandari itafungwa hadi Ijumaa.",
        "Grace Tembo",
    ),
    "latin": (
        "De ponte clauso\n\nPons super flumen clausus est. Magister Lucius Varro “nihil periculi est” dixit. Viatores alia via eunt.",
        "Lucius Varro",
    ),
    "esperanto": (
        "La ponto fermita\n\n“Ni ne riskas”, diris la urbestrino Ana Kruco. La ponto restos fermita ĝis vendredo.",
        "Ana Kruco",
    ),
    "welsh": ("Y bont ar gau\n\n“Does dim perygl,” meddai Nerys Powell. Bydd y bont ar gau tan ddydd Gwener.", "Nerys Powell"),
}

FORMS = {
    "interview in capitals": (
        "REPORTER: WILL YOU RESIGN?\nMAYOR VENN: NO. I WAS ELECTED TO FINISH THIS BRIDGE AND I WILL.\nREPORTER: WHEN?",
        "Mayor Venn",
    ),
    "wire in capitals": (
        'PORT AMSEL CLOSED UNTIL FRIDAY\n\n"WE TAKE NO RISKS," MAYOR JUTTA LINDQVIST SAID ON MONDAY. POLICE FOUND THREE CRATES.',
        "Jutta Lindqvist",
    ),
    "no punctuation": (
        "the mayor of port amsel jutta lindqvist said on monday that the port would stay closed police found three crates",
        "Jutta Lindqvist",
    ),
    "dictation": (
        "so we went down to the harbour and Ana told me the boats were gone and I said no they are not and she said look for yourself",
        "Ana",
    ),
    "limerick": (
        "There once was a mayor of Kell\nWho said “I am doing quite well”;\nBut the bridge that she built\nHad a permanent tilt,\nAnd into the river it fell.",
        "",
    ),
    "haiku": ("Frost on the harbour.\n“Nobody,” the old gull says,\n“owns the winter sea.”", ""),
    "psalm": (
        "Lift up your voices, ye gates of the morning;\nFor the keeper hath said in his heart, “I shall sleep”,\nAnd the hills have answered him, Never.",
        "",
    ),
    "hymn": (
        "O City on the Northern Shore,\nThy Towers shall not fall;\n“Stand fast!” the ancient Watchers cry,\n“Stand fast!” the Winds recall.",
        "",
    ),
    "stage directions": (
        "[Enter two Clowns with a ladder. Thunder. A Bell rings. They set the Ladder against the Wall and exeunt severally.]",
        "",
    ),
    "crossword": (
        "ACROSS 1 “Quiet!” in a library (2) 3 Said again (8) 9 Mark for Twain? (4) DOWN 1 Paul or John (4) 2 Declared openly (6)",
        "",
    ),
    "chess": (
        "1. e4 c5 2. Nf3 d6 3. d4 cxd4 4. Nxd4 Nf6 5. Nc3 a6 6. Be3 e5 7. Nb3 Be6 8. f3 Be7 9. Qd2 O-O 10. O-O-O Nbd7 11. g4 b5 1-0",
        "",
    ),
    "dna": (
        ">seq1 Homo invented\nACGTTGCAACGTACGTTAGCCATGCATTACGATCGATCGGCTAACGT\n>seq2\nTTGACCATGACATTACGATTTACCCCGATATATA",
        "",
    ),
    "base64": ("data: SGVsbG8gd29ybGQhIFRoaXMgaXMgbm90IGEgcXVvdGUu\nU2FpZCBieSBub2JvZHkgYXQgYWxsLCBldmVy", ""),
    "horoscope": (
        "ARIES: “Patience” is your word today. Mars says wait. TAURUS: Venus tells you to call an old friend. GEMINI: Mercury warns of letters.",
        "",
    ),
    "scare quotes": (
        "The “ministry” of “truth” in the “republic” of Grand Amsel has “opened” its “doors”. Its “friends” call it a “fortress”.",
        "",
    ),
    "song titles": (
        "Side A: “Harbour Lights”, “Say It Again, Maria”, “What the Captain Told the Sea”. Side B: “Monday Said No”, “Goodbye, Mr. Crane”.",
        "",
    ),
    "menu": (
        "STARTERS Soup “Grandmother Agnes” 4.50 – Salad “Captain Nemo” 6.20 MAINS Trout “Miller” 14.00 – Steak “Lord Amsel” 22.00",
        "",
    ),
    "unclosed quotation": (
        "“The war is over, the radio said, and nobody in the street of the tanners believed a word of it. Bread cost four crowns.",
        "",
    ),
    "closing marks only": (
        "The war is over” the sign read” and the shops” opened again” but no one” came” to buy” anything”.",
        "",
    ),
    "nested marks": ("“He told me ‘she said “they know”’,” recalled Orla Venn. “That was “all” I “heard”.”", "Orla Venn"),
    "emoji": ("🚢🚢🚢 port closed!!! 😱 “no way” 🤯 mayor: “yes way” 💪 #portamsel @amselnews ➡️ https://example.org/a?b=“c”", ""),
    "only marks": ("“”“”‘’‘’«»«»\"\"\"\"''''“““”””‹›„“", ""),
    "right to left marks": ("\u202e“said nobody” \u200f:قال\u202c “\u200dno one\u200d” said\u00a0\u00ad nobody", ""),
    "one word": ("said", ""),
}

GIVEN = "Ana Bo Carla Dov Elif Femi Grace Hal Ines Jutta Karl Lena Mira Noor Orla Paulo Quim Ruud Satu Timo Ute Vera Wen Yun Zane".split()
FAMILY = "Venn Cruz Strand Okoro Tarhan Brito Lindqvist Korda Solis Haddad Moe Banda Vogel Quimby Rask Niemi Salgueiro Mwila Aune Holm".split()
PLACES = "Amsel Nordby Valdorna Kell Thies Zaborze Lipno Izmir Port Grand Sligo Osaka Lusaka Porto Vienna".split()
THINGS = "bridge harbour tram river budget school storm border market mine ferry dam contract crate ladder bell orchard engine letter".split()
VERBS = "holds crosses follows breaks carries covers leaves finds keeps closes opens turns forgets".split()
ADJECTIVES = "old grey narrow silent broken northern quiet hidden empty bright bitter slow".split()
TITLES = "Minister Captain Professor Mayor Senator Bishop Coach Judge".split()


def person(rng: random.Random) -> str:
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"


def python_code(rng: random.Random) -> str:
    name, thing = rng.choice(FAMILY), rng.choice(THINGS)
    return (
        f'class {name}{thing.title()}(Base):\n    """{name} said nothing about {thing}s."""\n\n    def say(self, to="{rng.choice(GIVEN)}"):\n'
        f'        if self.{thing} is None:\n            raise ValueError(f"{{self}} told {{to}}: no {thing}")\n'
        f'        print("{rng.choice(ADJECTIVES)} {thing}", self.{rng.choice(VERBS)}({rng.randint(2, 99)}))\n'
    )


def shell_or_sql(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return (
            f'#!/bin/sh\nset -eu\nfor f in {rng.choice(THINGS)}-*.txt; do\n  echo "$f says: ok" >> log.{rng.randint(1, 9)}\n'
            f'  grep -q \'{rng.choice(FAMILY)}\' "$f" || echo "not found, said grep" >&2\ndone\n'
        )
    return (
        f"SELECT s.name, COUNT(*) AS said FROM {rng.choice(THINGS)}s s JOIN quotes q ON q.speaker = s.id\nWHERE s.name = '{person(rng)}'"
        f' AND q.text LIKE "%{rng.choice(ADJECTIVES)}%" GROUP BY s.name HAVING COUNT(*) > {rng.randint(1, 50)};\n'
    )


def json_or_html(rng: random.Random) -> str:
    if rng.random() < 0.5:
        rows = ", ".join(
            f'{{"speaker": "{person(rng)}", "said": "{rng.choice(THINGS)}", "n": {rng.randint(1, 99)}}}' for _ in range(5)
        )
        return f'{{"version": "{rng.randint(1, 9)}.0", "quotes": [{rows}]}}'
    cells = "".join(f'<td class="say">{rng.choice(FAMILY)}</td><td title="told">“{rng.choice(THINGS)}”</td>' for _ in range(4))
    return f'<!doctype html><html><body><table id="t{rng.randint(1, 99)}"><tr>{cells}</tr></table></body></html>'


def results_table(rng: random.Random) -> str:
    rows = [
        f"{number}. {person(rng):22}{rng.choice(PLACES):12}{rng.randint(60, 99)}.{rng.randint(0, 9)}   +{rng.randint(0, 60)}s"
        for number in range(1, 11)
    ]
    return f"Men's downhill, {rng.choice(PLACES)}\n\n" + "\n".join(rows)


def market_table(rng: random.Random) -> str:
    rows = [f"{rng.choice(FAMILY)} {rng.choice(['AG', 'plc', 'Inc.', 'SA'])}\t{rng.uniform(1, 400):.2f}\t{rng.uniform(-9, 9):+.2f}\t“{rng.choice(['buy', 'hold', 'sell'])}”"
            for _ in range(12)]  # fmt: skip
    return "Close\tPrice\tChange\tSays\n" + "\n".join(rows)


def csv_table(rng: random.Random) -> str:
    rows = [
        f'{number},"{rng.choice(FAMILY)}, {rng.choice(GIVEN)}","said ""{rng.choice(THINGS)}""",{rng.choice(PLACES)}'
        for number in range(8)
    ]
    return "id,name,remark,place\n" + "\n".join(rows)


def directory(rng: random.Random) -> str:
    return "\n".join(
        f"{rng.choice(FAMILY)}, {rng.choice(GIVEN)} ........ {rng.choice(TITLES)}, room {rng.randint(100, 499)}, tel. {rng.randint(1000, 9999)}"
        for _ in range(10)
    )


def bibliography(rng: random.Random) -> str:
    rows = [
        f"{rng.choice(FAMILY)}, {rng.choice('ABCDE')}., and {rng.choice(FAMILY)}, {rng.choice('FGHIJ')}. ({rng.randint(1950, 2030)}). “The {rng.choice(ADJECTIVES)}"
        f" {rng.choice(THINGS)}: what {rng.choice(FAMILY)} said.” {rng.choice(PLACES)} Review {rng.randint(1, 60)}, {rng.randint(1, 300)}–{rng.randint(301, 400)}."
        for _ in range(6)
    ]
    return "References\n\n" + "\n".join(rows)


def agenda(rng: random.Random) -> str:
    rows = [
        f"{hour:02}:{rng.choice(['00', '30'])} – {rng.choice(TITLES)} {person(rng)}: “The {rng.choice(ADJECTIVES)} {rng.choice(THINGS)}”"
        for hour in range(8, 15)
    ]
    return f"Conference programme, {rng.choice(PLACES)}\n\n" + "\n".join(rows)


def cast_list(rng: random.Random) -> str:
    return (
        "Cast\n\n"
        + "\n".join(f"{rng.choice(TITLES)} {rng.choice(FAMILY)} – {person(rng)}" for _ in range(8))
        + f"\n\nMusic: {person(rng)}. Light: {person(rng)}."
    )


def free_verse(rng: random.Random) -> str:
    lines = []
    for _ in range(rng.randint(8, 14)):
        a, b = rng.sample(THINGS, 2)
        lines.append(
            rng.choice(
                [
                    f"The {rng.choice(ADJECTIVES)} {a} {rng.choice(VERBS)} the {b},",
                    f"And “{a}, {a}!” cries the {rng.choice(ADJECTIVES)} {b}",
                    f"O {rng.choice(PLACES)}, thy {a} is {rng.choice(ADJECTIVES)}!",
                    f"“I am the {a},” says the {b},",
                    f"Nobody {rng.choice(VERBS)}. Nobody told the {b}.",
                ]
            )
        )
    return "\n".join(lines)


def grocery_list(rng: random.Random) -> str:
    return "\n".join(
        f"- {rng.randint(1, 9)} {rng.choice(ADJECTIVES)} {rng.choice(THINGS)} (“{rng.choice(PLACES)}” brand)" for _ in range(9)
    )


def server_log(rng: random.Random) -> str:
    return "\n".join(
        f"2031-05-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:07Z {rng.choice(['INFO', 'WARN', 'ERROR'])} {rng.choice(FAMILY)}Service: client said"
        f' "{rng.choice(["EHLO", "QUIT", "GET /"])} {rng.choice(THINGS)}" and was told "{rng.randint(200, 554)} {rng.choice(ADJECTIVES)}"'
        for _ in range(8)
    )


def statute(rng: random.Random) -> str:
    return "\n".join(
        f"§ {number} (1) In this Act “{rng.choice(THINGS)}” means any {rng.choice(ADJECTIVES)} {rng.choice(THINGS)} declared by the Minister. (2) No person shall say otherwise."
        for number in range(1, 6)
    )


def glossary(rng: random.Random) -> str:
    return "\n".join(
        f"{thing}, n. A {rng.choice(ADJECTIVES)} thing: “the {thing} {rng.choice(VERBS)} the {rng.choice(THINGS)}” ({rng.choice(PLACES)}, said of boats)."
        for thing in rng.sample(THINGS, 7)
    )


def recipe(rng: random.Random) -> str:
    return (
        f"{rng.choice(PLACES)} soup “{rng.choice(GIVEN)}”\n\nTake {rng.randint(2, 9)} onions. Call the stock “ready” when it is {rng.choice(ADJECTIVES)}. Add salt, stir, let it"
        f" rest for {rng.randint(5, 60)} minutes. As they say in {rng.choice(PLACES)}: the pot tells you."
    )


def weather(rng: random.Random) -> str:
    return "\n".join(
        f"{place}: {rng.choice(ADJECTIVES)}, {rng.randint(-20, 35)} degrees, wind {rng.choice('NESW')} {rng.randint(1, 11)}; outlook “unsettled”"
        for place in rng.sample(PLACES, 8)
    )


def gibberish(rng: random.Random) -> str:
    alphabet = "abcdefgh ijklmnop qrstuvwxyz “” \"' .,;:—\n SAID said told 0123456789 éßłø жщ 说 ‘’"
    return "".join(rng.choice(alphabet) for _ in range(900))


def capitals(rng: random.Random) -> str:
    return " ".join(
        f"{rng.choice(PLACES)} {rng.choice(THINGS)} {rng.choice(VERBS)} {rng.choice(ADJECTIVES)} {rng.choice(THINGS)}."
        for _ in range(20)
    ).upper()


def word_stream(rng: random.Random) -> str:
    words = [
        *THINGS,
        *VERBS,
        *ADJECTIVES,
        *(name.lower() for name in FAMILY),
        "said",
        "told",
        "that",
        "the",
        "who",
        "according",
        "to",
    ]
    return " ".join(rng.choice(words) for _ in range(400))


def endless_line(rng: random.Random) -> str:
    return ", ".join(f"{rng.choice(GIVEN)} and the {rng.choice(ADJECTIVES)} {rng.choice(THINGS)}" for _ in range(300))


def formulas(rng: random.Random) -> str:
    return " ".join(
        f"\\begin{{equation}} f_{{{rng.choice('xyz')}}} = \\frac{{{rng.randint(1, 9)}}}{{n^{rng.randint(2, 5)}}} \\text{{said to be “{rng.choice(ADJECTIVES)}”}} \\end{{equation}}"
        for _ in range(8)
    )


GENERATORS: tuple[Callable[[random.Random], str], ...] = (
    python_code, shell_or_sql, json_or_html, results_table, market_table, csv_table, directory, bibliography, agenda, cast_list, free_verse,
    grocery_list, server_log, statute, glossary, recipe, weather, gibberish, capitals, word_stream, endless_line, formulas,
)  # fmt: skip
COUNT = 200


def odd_texts() -> list[OddText]:
    texts = [
        OddText(kind, body, frozenset([speaker]) if speaker else frozenset())
        for kind, (body, speaker) in {**LANGUAGES, **FORMS}.items()
    ]
    for number in range(COUNT - len(texts)):
        generator = GENERATORS[number % len(GENERATORS)]
        texts.append(OddText(generator.__name__.replace("_", " "), generator(random.Random(number))))
    return texts
