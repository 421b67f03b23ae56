"""No false quotation passes by its place, its marks or its shape; true ones in known forms do."""

from dataclasses import replace

import pytest

from coranto.editing.checks import Context, check_draft
from coranto.editing.checks.quotation_match import match_quotation
from coranto.editing.citations import cite_passage
from coranto.model import Document, Draft, Item, Section, Story
from coranto.reading.language import packs

TEXT = (
    "The harbour master did not say that the lighthouse was dark. The radio of the port was not "
    "lit on Tuesday, said Ilse Korrin, and 1,250 passengers waited for a well-lit boat.\n"
    "A tug from Veldra pulled the ferry free at noon. Nobody was hurt, but the captain didn’t "
    "leave his post until the unlit buoy had been found."
)
EXACT = {"quotation", "uncited quotation"}


@pytest.fixture(scope="module")
def article(world):
    return world.document("gate", "ombra-courier", "Ferry free, says harbour", TEXT)


@pytest.fixture(scope="module")
def errors_of(article, world):
    """The lines of the draft on which a quotation is found fault with."""
    mark = cite_passage(article, 0, 60)
    story = Story(id="s1", documents=(article,))
    context = Context(
        documents={(article.id, 1): article}, sources=world.sources, stories={"s1": story}
    )

    def find(body="Plain.", *, headline="A week", heading="Ferry free", lead="", title="Digest"):
        item = Item(
            story_id="s1", heading=heading, line=5, body_line=7,
            body=body.replace("[^m]", f"[^{mark.mark}]"),
        )  # fmt: skip
        draft = Draft(
            number=1, title=title, first=world.now.date(), last=world.now.date(), language="en",
            headline=headline, lead=lead.replace("[^m]", f"[^{mark.mark}]"), lead_line=3,
            sections=(Section(id="en", title="English", items=(item,)),), citations=(mark,),
        )  # fmt: skip
        return [one for one in check_draft(draft, context) if one.check in EXACT]

    return find


FALSE = "the captain stole the boat"


@pytest.mark.parametrize(
    "body",
    [
        f"He said “{FALSE}”.[^m]",
        f"He said &ldquo;{FALSE}&rdquo;.[^m]",
        f'He said \\"{FALSE}\\".[^m]',
        f"He said \\“{FALSE}\\”.[^m]",
        f"He said &quot;{FALSE}&quot;.[^m]",
        f"He said `“{FALSE}”`.[^m]",
        f"    “{FALSE}”",
        f"```\n“{FALSE}”\n```",
        f"- one\n- “{FALSE}”[^m]",
        f"1. “{FALSE}”",
        f"#### “{FALSE}”",
        f"“{FALSE}”\n=====",
        f"> {FALSE}[^m]",
        f"> > {FALSE}",
        f"- > {FALSE}",
        f"> A tug from Veldra[^m]\n{FALSE}[^m]",
        f"> A tug from Veldra[^m]\n>\n> — “{FALSE}”",
        f"> — {FALSE}\n>\n> A tug from Veldra[^m]",
        f"[“{FALSE}”](https://else.example/x)",
        f"[“{FALSE}”](https://ombra-courier.example/gate)",
        f"![“{FALSE}”](https://else.example/x.png)",
        f"He said “**{FALSE}**”.[^m]",
        "He said “*the captain* stole the boat”.[^m]",
        f"“A tug from Veldra”[^m] and “{FALSE}”",
        *(
            f"He said {opening}{FALSE}{closing}.[^m]"
            for opening, closing in (
                "‘’", "''", "`´", "‚‘", "‛’", "‹›", "›‹", "«»", "»«", "„“", "„”", "‟”", "””",
                "「」", "『』", "〝〞", "〝〟", "﹁﹂", "﹃﹄", "｢｣", "＂＂", "＇＇", "⹂”", "❝❞",
                "❛❜", "❮❯", "🙶🙷", "″″", '""', "״״", ("``", "''"), (",,", "''"), ("<<", ">>"),
                ("&lt;&lt;", "&gt;&gt;"), ("''", "''"), ("‘‘", "’’"), ("‹‹", "››"), "“″", "‘'",
            )
        ),
    ],
)  # fmt: skip
def test_a_false_quotation_is_an_error_wherever_it_stands(errors_of, body):
    assert errors_of(body), body


@pytest.mark.parametrize(
    "place",
    [
        {"headline": f"“{FALSE}”"},
        {"headline": f"Harbour: ‘{FALSE}’"},
        {"heading": f"«{FALSE}»"},
        {"heading": f"He said “{FALSE}"},
        {"lead": f"“{FALSE}”"},
        {"title": f"The “{FALSE}” Digest"},
    ],
)
def test_a_false_quotation_in_a_plain_line_is_an_error(errors_of, place):
    assert errors_of(**place)


@pytest.mark.parametrize(
    "quoted",
    [
        "arbour master did",  # begins inside a word
        "The radio of the po",
        "lit boat",  # half of "well-lit"
        "250 passengers",
        "1 passengers",
        "the captain did",  # cuts "didn’t"
        "lit buoy had",
        "The […] of […] was […] lit",
        "r […] d […] l",
        "A tug […] the harbour master",  # not in this order
        "The radio of the port was […] lit on Tuesday",  # leaves out "not"
        "The harbour master did […] say that the lighthouse was dark",
        "the lighthouse was dark",  # "did not say that"
        "lit on Tuesday",  # "not lit"
        "the captain […] leave his post",
        "The radio of the port was [never] lit",
        "The [[radio]] of the port",
        "The ra[re cargo of the bo]dio of the port",
        "The Radio of the port",
        "The radio of the port, was",
        "The radio оf the port",  # a Cyrillic о
        "A tug from Veldra pushed the ferry free",
        "A tug from Veldra pulled the the ferry free",
        "[…]",
        "A tug from Veldra pulled the ferry [f]reed at noon",
    ],
)
def test_what_changes_the_sense_is_an_error(errors_of, quoted):
    assert errors_of(f"He said “{quoted}”.[^m]"), quoted


@pytest.mark.parametrize(
    "body",
    [
        "“A tug from Veldra […] at noon.”[^m]",
        "“A tug from Veldra (…) at noon.”[^m]",
        "“A tug from Veldra ... at noon.”[^m]",
        "“… pulled the ferry free at noon.”[^m]",
        "“[…] pulled the ferry free […]”[^m]",
        "“A tug from Veldra pulled the ferry free…”[^m]",
        "“A tug [a small one] from Veldra”[^m]",
        "“A tug from Veldra [sic] pulled the ferry free”[^m]",
        "“[a] tug from Veldra”[^m]",
        "“[P]ulled the ferry free”[^m]",
        "“pulled **the ferry** free [our emphasis]”[^m]",
        "“A tug from Veldra,” he said.[^m]",
        "“A tug from Veldra.”[^m]",
        "« A tug from Veldra »[^m]",
        "«\u202fA tug from Veldra\u00a0»[^m]",
        "“A tug from Vel\u00addra pulled”[^m]",
        "“A tug from\u00a0Veldra”[^m]",
        "He said “the captain didn't leave his post”.[^m]",
        "“1,250 passengers waited”[^m]",
        "“passengers waited for a well-lit boat”[^m]",
        "The port was not “lit on Tuesday”.[^m]",
        "[“Ferry free, says harbour”](https://ombra-courier.example/gate)",
        "[“Ferry free, says…”](https://ombra-courier.example/gate)",
        "it’s the captains’ 5\\\" rope of the ’90s, rock ’n’ roll and the boys' boat",
    ],
)
def test_a_true_quotation_in_a_form_of_journalists_passes(errors_of, body):
    assert errors_of(body) == []


DENIED = {
    "en": ("The minister denied that the ferry sank near Ombra.", "the ferry sank near Ombra"),
    "de": ("Der Minister bestritt, dass die Fähre vor Ombra sank.", "die Fähre vor Ombra sank"),
    "fr": ("Le ministre refuse de vendre le bateau du port.", "vendre le bateau du port"),
    "it": ("Il ministro smentisce che la nave sia affondata.", "la nave sia affondata"),
    "es": ("El ministro negó que el barco se hundiera.", "el barco se hundiera"),
    "ru": ("Министр опроверг, что паром утонул у Омбры.", "паром утонул у Омбры"),
    "fa": ("وزیر غرق شدن کشتی در بندر را تکذیب کرد.", "غرق شدن کشتی در بندر"),
    "ar": ("نفى الوزير أن السفينة غرقت قرب أومبرا.", "السفينة غرقت قرب أومبرا"),
    "tr": ("Bakan geminin battığını yalanladı.", "geminin battığını"),
    "sq": ("Ministri mohoi se anija u mbyt pranë Ombrës.", "anija u mbyt pranë Ombrës"),
    "pl": ("Minister zaprzeczył, że prom zatonął koło Ombry.", "prom zatonął koło Ombry"),
    "zh": ("部长拒绝出售港口的渡轮。", "出售港口的渡轮"),
    "el": ("Ο υπουργός διαψεύδει ότι το πλοίο βυθίστηκε.", "το πλοίο βυθίστηκε"),
}


@pytest.mark.parametrize("language", DENIED)
def test_what_a_source_denies_is_not_quoted_as_said(language):
    source, quoted = DENIED[language]

    match = match_quotation(source, quoted, language, own_language="en")
    assert (match.rank, "leaves that out" in match.problem) == (3, True)
    denied = match_quotation(source, quoted, language, own_language="en", own_words="He denied:")
    assert denied.rank == 0


@pytest.mark.parametrize("language", packs.available_packs())
def test_every_pack_knows_denials_and_hedges(language):
    """A word that is left out beside a cut, or put into brackets, as the pack has it."""
    pack = packs.load_pack(language)
    assert pack.denials
    assert pack.hedges
    for word in (*pack.denials, *pack.hedges):
        inserted = word.replace("*", "")
        source = "aaa bbb ccc ddd"
        match = match_quotation(source, f"aaa bbb [{inserted}] ccc ddd", language,
                                own_language=language)  # fmt: skip
        assert (match.rank, "turns its sense" in match.problem) == (7, True), word
    for word in pack.denials:
        left_out = word.replace("*", "")
        source = f"aaa bbb {left_out} ccc ddd"
        match = match_quotation(source, "aaa bbb […] ccc ddd", language, own_language=language)
        assert match.rank == 3, word


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("He denied the charges and went home on foot.", "went home on foot"),
        ("There is no doubt that the ferry sank.", "the ferry sank"),
        ("The ferry refused its load. The tug went home.", "The tug went home"),
    ],
)
def test_a_denial_of_something_else_is_left_out(source, quoted):
    assert match_quotation(source, quoted, "en", own_language="en").rank == 0


@pytest.mark.parametrize(
    ("language", "source", "quoted"),
    [
        ("en", "The port counted 5 thousand boats.", "The port counted 5"),
        ("en", "The port counted five thousand boats.", "The port counted five"),
        ("en", "Prices rose 5% on Monday.", "Prices rose 5"),
        ("en", "Prices rose 5 percent on Monday.", "Prices rose 5"),
        ("en", "It cost 1.5 million crowns.", "It cost 1.5"),
        ("en", "It cost €5bn in all.", "It cost €5"),
        ("en", "It cost €5bn in all.", "5bn in all"),
        ("en", "It cost 5 dollars in all.", "It cost 5"),
        ("en", "The ferry went 12 km to sea.", "The ferry went 12"),
        ("en", "It was 5 °C at noon.", "It was 5"),
        ("en", "The port counted 5 thousand boats.", "thousand boats"),
        ("en", "It had 5 thousand boats of the port.", "It had 5 […] boats of the port"),
        ("fa", "بندر ۵ هزار قایق داشت.", "بندر ۵"),
        ("ru", "В порту было 5 тыс. лодок.", "В порту было 5"),
        ("ru", "В порту было 5 миллионов лодок.", "В порту было 5"),
        ("de", "Es kostete 3 Mio. Euro im Jahr.", "Es kostete 3"),
        ("fr", "Il a coûté 5 millions de francs.", "Il a coûté 5"),
        ("tr", "Fiyatlar %5 arttı.", "5 arttı"),
        ("zh", "港口有5万艘船。", "港口有5"),
        ("ar", "كلف 5 ملايين دينار.", "كلف 5"),
        ("sq", "Porti kishte 5 mijë varka.", "Porti kishte 5"),
    ],
)
def test_a_number_is_not_parted_from_its_scale_or_unit(language, source, quoted):
    assert match_quotation(source, quoted, language, own_language="en").rank > 1


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("They killed 5 in Ombra.", "killed 5"),
        ("In 1999 the ferry sank off Ombra.", "In 1999"),
        ("The port counted 5 thousand boats.", "counted 5 thousand"),
        ("Prices rose 5% on Monday.", "rose 5%"),
        ("It cost €5bn in all.", "cost €5bn"),
    ],
)
def test_a_whole_number_ends_a_quotation(source, quoted):
    assert match_quotation(source, quoted, "en", own_language="en").rank == 0


@pytest.mark.parametrize("inserted", ["the minister", "his wife", "2026", "sic", "a small boat"])
def test_an_insertion_that_explains_is_allowed(inserted):
    source = "A tug from Veldra pulled the ferry free."
    quoted = f"A tug [{inserted}] from Veldra pulled"
    assert match_quotation(source, quoted, "en", own_language="en").rank == 0


@pytest.mark.parametrize("marks", ["⹂⹂", "””", "»«", "≪≫", "《》", "′′", '“"', "❮❯"])
def test_a_true_quotation_in_marks_of_another_language_passes(errors_of, marks):
    assert errors_of(f"He said {marks[0]}A tug from Veldra{marks[1]}.[^m]") == []


@pytest.mark.parametrize(
    ("body", "message", "fix"),
    [
        ("A tug” came.", "” (right double quotation mark) has no partner: “A tug”", "type “ where"),
        ("A «tug came.", "« (left-pointing double angle quotation mark)", "type » where"),
    ],
)
def test_a_mark_without_a_partner_is_named_with_what_to_type(errors_of, body, message, fix):
    (error,) = errors_of(body)

    assert message in error.message
    assert error.fix.startswith(fix)


def test_the_title_of_a_work_that_nothing_cited_names_is_a_note(world):
    document = world.document("t", "ombra-courier", "灯塔", "《海边灯塔》出版了。", language="zh")

    assert _checked(world, document, "小说《海边灯塔》出版了", "title of a work", "zh") == []
    (note,) = _checked(world, document, "小说《守塔人》出版了", "title of a work", "zh")
    assert (note.severity, "守塔人" in note.message) == ("note", True)


def test_a_true_quotation_in_a_heading_passes(errors_of):
    assert errors_of(heading="Tug “pulled the ferry free”", headline="‘Nobody was hurt’") == []


@pytest.mark.parametrize(
    ("language", "source", "quoted"),
    [
        ("fa", "او گفت می\u200cخواهیم برویم و بازگردیم.", "میخواهیم برویم"),
        ("fr", "Le maire l’homme fort parle.", "homme fort parle"),
        ("hi", "नगर ने पुल खोला और सब लौटे।", "पुल खोला और सब"),
        ("zh", "渡轮今天上午在港口搁浅了。", "今天上午在港口搁浅"),
        ("ja", "船は今朝、港で座礁した。", "今朝、港で座礁"),
        ("de", "Er sagte: »Wir öffnen die Brücke.«", "Wir o\u0308ffnen die Brücke"),
    ],
)
def test_forms_of_writing_are_one(language, source, quoted):
    assert match_quotation(source, quoted, language, own_language="en").rank == 0


def test_parts_of_two_paragraphs_are_said_to_be_apart(errors_of):
    match = match_quotation(TEXT, "The radio of the port […] Nobody was hurt", "en",
                            own_language="en")  # fmt: skip

    assert match.rank > 1  # "not" is left out of the first one's sentence
    apart = match_quotation(TEXT, "passengers waited for a well-lit boat. […] Nobody was hurt",
                            "en", own_language="en")  # fmt: skip
    assert (apart.rank, apart.gap_characters > 0) == (1, True)


def test_the_difference_is_shown_with_invisible_characters_named(errors_of):
    (changed,) = errors_of("He said “A tug from Veldra pushed the ferry free”.[^m]")
    (strange,) = errors_of("He said “A tug from Vеldra pulled the ferry free”.[^m]")

    assert "[-pushed-]{+pulled+}" in changed.message
    assert "“е” is cyrillic small letter ie" in strange.message


def test_a_name_with_quotation_marks_quotes_nobody(errors_of, article, world):
    source = replace(world.sources["ombra-courier"], name="Ombra “Courier” Weekly")
    document: Document = article
    draft = Draft(
        number=1, title="Digest", first=world.now.date(), last=world.now.date(), language="en",
        headline="A week", lead="**Ombra &#8220;Courier&#8221; Weekly** told it.",
        sections=(), citations=(),
    )  # fmt: skip

    context = Context(documents={(document.id, 1): document}, sources={source.id: source})

    assert [one for one in check_draft(draft, context) if one.check in EXACT] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("See [the chart](a b).", "a link that cannot be read"),
        ("See [the chart][ref].", "a link by reference"),
        ("[ref]: https://b.example", "a link by reference"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a table"),
        ("a | b\n--- | ---\n1 | 2", "a table"),
        ("A **bold word.", "emphasis"),
        ("See it {#s1}.", "the name of a story"),
    ],
)
def test_markup_that_would_be_printed_raw_is_named(world, article, body, kind):
    (fault,) = _warnings(world, article, f"Plain.\n\n{body}")

    assert fault.line == 9 + ("---" in body and not body.startswith("|"))
    assert kind in fault.message


@pytest.mark.parametrize(
    "body",
    ["![A ferry](https://b.example/1.png)", "\\[a\\](b c)", "a * b, c | d, snake_case", "x[1]"],
)
def test_what_is_shown_as_meant_is_no_raw_markup(world, article, body):
    assert _warnings(world, article, body) == []


def _warnings(world, article, body):
    item = Item(story_id="s1", heading="Ferry free", line=5, body=body, body_line=7)
    draft = Draft(
        number=1, title="Digest", first=world.now.date(), last=world.now.date(), language="en",
        headline="A week", lead="", sections=(Section(id="en", title="English", items=(item,)),),
        citations=(),
    )  # fmt: skip
    context = Context(documents={(article.id, 1): article}, sources=world.sources)
    return [one for one in check_draft(draft, context) if one.check == "raw markup"]


def _checked(world, document, sentence, name, tag="en", **known):
    mark = cite_passage(document, 0, len(document.text))
    draft = Draft(
        number=1, title="Digest", first=world.now.date(), last=world.now.date(),
        language=tag, headline="A week", lead=f"{sentence}[^{mark.mark}]", sections=(),
        citations=(mark,),
    )  # fmt: skip
    context = Context(documents={(document.id, 1): document}, sources=world.sources, **known)
    return [one for one in check_draft(draft, context) if one.check == name]


@pytest.mark.parametrize(
    ("language", "text", "sentence", "right"),
    [
        ("en", "Harbour master Ilse Korrin spoke.", "The master Ilse Korrim spoke.", "Korrin"),
        ("en", "The ferry Mirabella sank.", "They say the ferry Miradella sank.", "Mirabella"),
        ("ru", "Смотритель Грачёв служил долго.", "Там служил Грочёв долго.", "Грачёв"),
        ("el", "Ο δήμαρχος Παπαδάκης μίλησε.", "Εκεί μίλησε ο Παπαλάκης χθες.", "Παπαδάκης"),
        ("fa", "سخنگو مهدی کورستان گفت.", "آنجا مهدی کوردتان سخن گفت.", "کورستان"),
        ("he", "ראש העיר ורשבסקי דיבר.", "שם דיבר ורשגסקי אתמול.", "ורשבסקי"),
        ("ja", "市長のコバルトン氏が話した。", "市長のコバルドン氏が話した。", "コバルトン"),
        ("ar", "قال عمدة المدينة بوشكين.", "هناك قال العمدة بوشلين.", "بوشكين"),
    ],
)
def test_a_misspelt_name_is_a_warning_in_every_script(world, language, text, sentence, right):
    document = world.document("name", "ombra-courier", "Harbour", text, language=language)

    (fault,) = _checked(world, document, sentence, "misspelt name", language)

    assert f"“{right}” is" in fault.message


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("en", "The ferry of Ombra sank.", "They saw the Ombran ferry sink at Ombra."),
        ("ru", "Смотритель Грачёв служил долго.", "Там встретили Грачёва и Грачёвым довольны."),
        ("fa", "سخنگو کتاب را نوشت.", "کتابی که سخنگوی نوشت."),
        ("ar", "كتب الكاتب كتابا.", "هناك كتاب للكاتب."),
    ],
)
def test_an_inflected_name_is_no_misspelling(world, language, text, sentence):
    document = world.document("name", "ombra-courier", "Harbour", text, language=language)

    assert _checked(world, document, sentence, "misspelt name", language) == []


@pytest.mark.parametrize(("tag", "desk"), [("xx", "en"), ("english", "en"), ("fa", "en")])
def test_a_wrong_language_is_an_error_with_the_right_one(world, article, tag, desk):
    (fault,) = _checked(world, article, "Plain.", "language", tag, language=desk)

    assert (fault.severity, "language: en" in fault.fix) == ("error", True)


def test_an_empty_headline_is_an_error(world, errors_of):
    draft = Draft(
        number=1, title="Digest", first=world.now.date(), last=world.now.date(), language="en",
        headline=" ", lead="", sections=(), citations=(),
    )  # fmt: skip

    findings = check_draft(draft, Context(documents={}))

    assert "the headline is empty." in [one.message for one in findings if one.check == "empty"]
