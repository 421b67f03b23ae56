// Full-text search over window.corantoIndex, in the reader's browser. Sends nothing.
(function () {
  "use strict";
  // Folds what the desk's own search folds: case, accents, Persian and Arabic letters,
  // digits, joiners. Written to agree with `coranto.reading.text.normalise`.
  var LETTERS = {
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h",
    "ß": "ss", "ς": "σ",
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ۂ": "ه", "ھ": "ه", "ٱ": "ا",
    "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"
  };
  var LEFT_OUT = new RegExp("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7" +
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed" +
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u061c\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]", "g");
  var UNSEEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
  var WHOLE = "йїў";
  var folds = new Map();

  function digit(char) {
    // The ten digits of a script stand in a row: count back to its zero.
    if (!/\p{Nd}/u.test(char)) { return ""; }
    var code = char.codePointAt(0), first = code;
    while (code - first < 9 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) { first -= 1; }
    return String((code - first) % 10);
  }

  function foldChar(char) {
    if (!folds.has(char)) {
      var low = char.toLowerCase();
      var plain = low;
      if (WHOLE.indexOf(low) < 0) {
        plain = Array.from(low.normalize("NFKD").replace(LEFT_OUT, "").toLowerCase(),
          function (part) { return LETTERS[part] || digit(part) || part; }).join("").normalize("NFC");
      }
      folds.set(char, plain);
    }
    return folds.get(char);
  }

  function fold(text) {
    return Array.from(text.replace(UNSEEN, "").normalize("NFC"), foldChar).join("")
      .normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
  }

  function rank(row, words) {
    // A word counts more in the heading, and at its beginning.
    if (!row.folded) { row.folded = [fold(row[4]), fold(row[3] + " " + row[5])]; }
    var score = 0;
    for (var i = 0; i < words.length; i += 1) {
      var inHeading = (" " + row.folded[0]).indexOf(words[i]);
      var inText = (" " + row.folded[1]).indexOf(words[i]);
      if (inHeading < 0 && inText < 0) { return 0; }
      score += (inHeading >= 0 ? 3 : 0) + (inText >= 0 ? 1 : 0);
      if ((" " + row.folded[0] + " " + row.folded[1]).indexOf(" " + words[i]) >= 0) { score += 2; }
    }
    return score;
  }

  function find(index, query) {
    var words = fold(query).split(" ").filter(Boolean).slice(0, 20);
    if (!words.length) { return []; }
    return index.map(function (row) { return [rank(row, words), row]; })
      .filter(function (pair) { return pair[0] > 0; })
      .sort(function (a, b) { return b[0] - a[0] || b[1][0] - a[1][0]; })
      .map(function (pair) { return pair[1]; });
  }

  function snippet(text, query) {
    // Around the first line that holds the first word.
    var word = fold(query).split(" ")[0];
    var lines = text.split("\n");
    var line = lines.filter(function (one) { return fold(one).indexOf(word) >= 0; })[0] || lines[0];
    var at = Math.max(0, fold(line).indexOf(word) - 80);
    // Cut between words, where there is a word's end near.
    var start = at && line.indexOf(" ", at) + 1;
    start = start - at < 40 ? start : at;
    var end = line.length > start + 240 ? line.lastIndexOf(" ", start + 240) : line.length;
    end = end > start + 120 ? end : start + 240;
    return (start ? "…" : "") + line.slice(start, end) + (line.length > end ? "…" : "");
  }

  function figures(number) {
    // In the figures of the page's language.
    return String(number).replace(/[0-9]/g, function (one) { return form.dataset.figures[one]; });
  }

  function add(parent, name, text, className) {
    var made = document.createElement(name);
    made.dir = "auto";
    if (text) { made.textContent = text; }
    if (className) { made.className = className; }
    parent.appendChild(made);
    return made;
  }

  function show(form, query) {
    var rows = find(window.corantoIndex || [], query);
    var list = document.getElementById("found");
    list.textContent = "";
    document.getElementById("count").textContent = !fold(query) ? "" :
      rows.length ? form.dataset.found + ": " + figures(rows.length) + (waiting.length ? " …" : "") :
        waiting.length ? "…" : form.dataset.none;
    rows.slice(0, 100).forEach(function (row) {
      var entry = document.createElement("li");
      var kicker = add(entry, "p", "", "kicker");
      kicker.dir = document.documentElement.dir;
      [form.dataset.edition.replace("#", figures(row[0])), row[2], row[3]].filter(Boolean)
        .forEach(function (part, at) {
          if (at) { kicker.append(form.dataset.dot); }
          add(kicker, "bdi", part);
        });
      var title = add(entry, "p", "", "title");
      title.dir = kicker.dir;
      var link = add(title, "a", row[4]);
      link.href = "../editions/" + row[0] + "/index.html" + (row[1] ? "#" + row[1] : "");
      add(entry, "p", snippet(row[5], query), "small");
      list.appendChild(entry);
    });
  }

  if (typeof document === "undefined") {
    module.exports = { fold: fold, find: find };
    return;
  }
  var form = document.getElementById("search");
  var field = document.getElementById("query");
  var waiting = form.dataset.shards.split(" ").filter(Boolean);
  var loading = false;
  var wait = 0;

  function search() {
    // Editions come in parts, the newest first, once somebody searches; what is found in
    // those that came is shown meanwhile.
    show(form, field.value);
    if (!fold(field.value) || loading || !waiting.length) { return; }
    loading = true;
    var part = document.createElement("script");
    part.onload = part.onerror = function () {
      loading = false;
      search();
    };
    part.src = waiting.shift();
    document.head.appendChild(part);
  }

  field.addEventListener("input", function () {
    clearTimeout(wait);
    wait = setTimeout(search, 120);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    search();
  });
  field.value = new URLSearchParams(window.location.search).get("q") || "";
  search();
}());
