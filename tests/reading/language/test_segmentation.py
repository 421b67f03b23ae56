"""A sentence ends where a reader ends it: not inside words, abbreviations and numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.language.segmentation import sentence_spans


def split(text, language):
    return [text[start:end] for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The Ombra.Harbour.API package lists ferries.", "It works."),
        ("en", "Write to a.fenn@ombra.example or read ombra.example/news.html.", "Thanks."),
        ("en", "Dr. A. R. Fenn of St. Mary’s met the U.S. Navy on Friday.", "They spoke."),
        ("en", "See fig. 3 on p. 12 of vol. 2.", "Then read on."),
        ("en", "She said no.", "The ferry left."),
        ("en", "It is a work of art.", "The harbour shows it."),
        ("de", "Am 3. Oktober kam u. a. Hr. Sand nach St. Brack, vgl. Nr. 7.", "Er blieb."),
        ("fr", "M. Quai et Mme. Fenn, av. J.-C., ont dit non.", "Puis rien."),
        ("es", "El Sr. Muelle vive en la calle Mayor n.º 3 de EE. UU. hoy.", "Bien."),
        ("it", "Il dott. Molo e il sig. Lago, ecc., sono a pag. 3.", "Ecco."),
        ("pt", "A Dra. Costa vive na Av. Lago n.º 5.", "Bem."),
        ("ru", "Проф. И. И. Озёров приехал в 2026 г. на ул. Пристани.", "Он здесь."),
        ("tr", "Prof. Dr. Ali Bey saat 10.30’da geldi.", "3. Ordu vb. geldi."),
        ("sq", "Z. Liqeni dhe Prof. Dr. Kola etj. erdhën në orën 10.30.", "Pastaj ikën."),
        ("pl", "Prof. dr hab. Jan Molo, ul. Długa 3, m.in. mówił.", "Potem nic."),
        ("nl", "Dhr. Meer e.a. kwamen o.a. om 10.30 aan.", "Klaar."),
        ("fa", "آقای دکتر ع. دریایی ساعت ۱۰.۳۰ آمد.", "سپس رفت."),
        ("ar", "قال د. أحمد البحر إن السعر ٣.٥ دولار.", "ثم غادر."),
        ("hi", "डॉ. सागर ने कहा कि यह ठीक है।", "वह चले गए।"),
        ("zh", "价格是3.5元。", "他离开了。"),
        ("el", "Ο κ. Λίμνης ήρθε στις 10 π.μ. χθες.", "Έφυγε."),
        ("en", "“Why?” she asked.", "“Because,” he said."),
        ("en", "padded.", "twice, without capitals."),
        ("en", "We moved to .NET 8 and Node.js.", "It works."),
        ("en", "The new model sells well.", "iPhone owners wait."),
        ("en", "He wrote “Ombra.Quay” in capitals.", "Nobody read it."),
        ("de", "Er wohnt in der 3. Straße am Hafen.", "Das ist weit."),
        ("de", "Der 2. Vorsitzende der Quai GmbH u. Co. KG trat zurück.", "Niemand widersprach."),
        ("tr", "Molo A.Ş. 3. kez kapandı.", "Av. Sand geldi."),
        ("fr", "Le bac part à 15 h. 30 du quai J.-P. Molo.", "Il est plein."),
        ("es", "El barco llegó a las 5 p. m. a Ombra.", "Nadie habló."),
        ("it", "Molo S.p.A. ha chiuso.", "Nessuno parla."),
        ("pt", "A Molo S.A. fechou.", "Foi ontem."),
        ("ru", "Им. Озёрова и т.е. так.", "Вот."),
        ("sq", "Znj. Liqeni dhe Inxh. Kola erdhën.", "Folën."),
        ("hi", "श्री. सागर आए।", "प्रो. झील गए।"),
        ("fa", "نسخهٔ ۳.۵ منتشر شد.", "آیا خوب است؟"),
        ("ar", "أغلق الجسر.", "وقال العمدة لا."),
    ],
)
def test_a_text_of_two_sentences_has_two(language, first, second):
    assert split(f"{first} {second}", language) == [first, second]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The bridge is shut.", "The mayor said no.", "He left."]),
        ("en", ["They live in Ombra.", "The mayor said no."]),
        ("fr", ["Le pont est fermé.", "Le maire dit non."]),
        ("ru", ["Мост закрыт.", "Мэр сказал нет."]),
        ("ar", ["أغلق الجسر.", "وقال العمدة لا."]),
        ("zh", ["他不再生疑。", "1月10日，渡轮停运。"]),
        ("zh", ["“桥已关闭。”罗说。", "人们离开了。"]),
        ("zh", ["罗说：“好。”", "然后走了。"]),
        ("zh", ["“好。1月见。”他说。"]),
        ("ja", ["橋は閉鎖された。", "「閉鎖だ。」とロー氏は言った。", "人々は去った。"]),
        ("ja", ["彼は「好きだ。」と言った。", "橋は残る。"]),
    ],
)
def test_sentences_may_lack_the_space_between_them(language, sentences):
    assert split("".join(sentences), language) == sentences


@given(
    st.text(alphabet="Aa.۳3 º-?!«»\n中د", max_size=60), st.sampled_from(["en", "fa", "tr", "zh"])
)
def test_every_character_stands_in_a_sentence(text, language):
    spans = sentence_spans(text, language)

    sentences = [text[start:end] for start, end in spans]
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
