"use strict";
(() => {
  const data = JSON.parse(document.getElementById("picture").textContent);
  const canvas = document.getElementById("canvas");
  const told = document.getElementById("told");
  const pen = canvas.getContext("2d");
  const { names, places, components, communities, edges } = data;
  document.documentElement.classList.add("scripted");

  const degree = new Float64Array(names.length);
  const heaviest = edges.reduce((most, edge) => Math.max(most, edge[2]), 1);
  for (const [a, b] of edges) { degree[a] += 1; degree[b] += 1; }
  const xs = places.map((place) => place[0]);
  const ys = places.map((place) => place[1]);
  const least = (all) => all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (all) => all.reduce((a, b) => Math.max(a, b), -Infinity);
  const box = [least(xs), least(ys), most(xs), most(ys)];

  let view = { scale: 1, x: 0, y: 0 };
  let home = { scale: 1, dot: 1 }; // of the whole picture
  let chosen = -1;
  let waiting = false;

  const fit = () => {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const wide = Math.max(box[2] - box[0], 1);
    const high = Math.max(box[3] - box[1], 1);
    const scale = Math.min((canvas.clientWidth - 40) / wide, (canvas.clientHeight - 40) / high, 80);
    home = { scale, dot: Math.min(1.6, Math.sqrt((canvas.clientWidth * canvas.clientHeight) / (8 * covered))) };
    move({
      scale,
      x: (canvas.clientWidth - wide * scale) / 2 - box[0] * scale,
      y: (canvas.clientHeight - high * scale) / 2 - box[1] * scale,
    });
  };
  const across = (at) => places[at][0] * view.scale + view.x;
  const down = (at) => places[at][1] * view.scale + view.y;
  // Dots of thousands of accounts cover an eighth of the picture at most, and grow as it does.
  const sizes = Array.from(degree, (partners) => Math.min(9, 1.6 + Math.sqrt(partners)));
  const covered = Math.PI * sizes.reduce((sum, size) => sum + size * size, 0);
  const radius = (at) => sizes[at] * home.dot * Math.min(4, Math.max(0.7, Math.sqrt(view.scale / home.scale)));

  // The network is drawn on a sheet, a part in each frame, and the sheet is what moves: thousands
  // of edges at every step would stutter where no graphics card helps.
  const few = 4; // widths of edges
  let part = 400; // edges or accounts of one frame: as many as it has time for
  const kinds = [false, true].flatMap((hot) => [1, 2, 3, 4].map((width) => ({
    hot, width,
    edges: edges.filter((edge) => Boolean(edge[3]) === hot && Math.ceil((edge[2] / heaviest) * few) === width),
  })));
  const groups = Array.from({ length: 8 }, (_, each) => names.map((_, at) => at).filter((at) => communities[at] % 8 === each));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const probe = document.createElement("canvas").getContext("2d");
  let sheet = null; // what is shown
  let coming = null; // what is being drawn
  let rest = 0; // when to draw anew

  const opened = () => {
    const ratio = window.devicePixelRatio || 1;
    const wide = canvas.clientWidth, high = canvas.clientHeight;
    const page = document.createElement("canvas");
    page.width = 2 * wide * ratio;
    page.height = 2 * high * ratio;
    const ink = page.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, (wide / 2) * ratio, (high / 2) * ratio);
    return { page, ink, view, ratio, wide, high };
  };
  const ways = (ink, some) => {
    ink.beginPath();
    for (const edge of some) {
      ink.moveTo(across(edge[0]), down(edge[0]));
      ink.lineTo(across(edge[1]), down(edge[1]));
    }
    ink.stroke();
  };
  const dots = (ink, some) => {
    ink.beginPath();
    for (const at of some) {
      ink.moveTo(across(at) + radius(at), down(at));
      ink.arc(across(at), down(at), radius(at), 0, 7);
    }
    ink.fill();
  };
  // Whether a line from one place to another may cross the sheet.
  const seen = (edge) => {
    const [ax, ay, bx, by] = [across(edge[0]), down(edge[0]), across(edge[1]), down(edge[1])];
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    return Math.max(ax, bx) > -wide / 2 && Math.min(ax, bx) < 1.5 * wide
      && Math.max(ay, by) > -high / 2 && Math.min(ay, by) < 1.5 * high;
  };
  const parts = function* (ink) {
    for (const kind of kinds) {
      const inside = kind.edges.filter(seen);
      ink.strokeStyle = colour(kind.hot ? "--hot" : "--edge");
      ink.globalAlpha = kind.hot ? 0.6 : 0.45;
      ink.lineWidth = 0.4 + 0.5 * kind.width;
      for (let at = 0; at < inside.length;) {
        const end = at + part;
        ways(ink, inside.slice(at, end));
        at = end;
        yield;
      }
    }
    ink.globalAlpha = 1;
    for (const [each, group] of groups.entries()) {
      ink.fillStyle = colour(`--c${each}`);
      for (let at = 0; at < group.length;) {
        const end = at + part;
        dots(ink, group.slice(at, end));
        at = end;
        yield;
      }
    }
  };
  const redraw = () => {
    const next = opened();
    coming = next;
    const work = parts(next.ink);
    const step = () => {
      if (coming !== next) return;
      const began = performance.now();
      if (!work.next().done) {
        probe.drawImage(next.page, 0, 0, 1, 1, 0, 0, 1, 1); // now, not all at once at the end
        const spent = performance.now() - began;
        part = Math.round(Math.min(3000, Math.max(50, part * Math.min(2, 8 / Math.max(spent, 1)))));
        requestAnimationFrame(step);
        return;
      }
      sheet = next;
      coming = null;
      draw();
    };
    step();
  };
  const marked = () => {
    pen.strokeStyle = colour("--ink");
    pen.lineWidth = 1.2;
    ways(pen, edges.filter((edge) => edge[0] === chosen || edge[1] === chosen));
    pen.fillStyle = colour(`--c${communities[chosen] % 8}`);
    dots(pen, [chosen]);
    // The name stands on the side that has room, and apart from what it stands on.
    const side = across(chosen) > canvas.clientWidth / 2 ? -1 : 1;
    const said = [names[chosen].slice(0, 60), across(chosen) + side * (radius(chosen) + 4), down(chosen) + 4];
    pen.font = "600 14px serif";
    pen.textAlign = side < 0 ? "right" : "left";
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = colour("--card");
    pen.strokeText(...said);
    pen.fillStyle = colour("--ink");
    pen.fillText(...said);
  };
  const paint = () => {
    waiting = false;
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    if (sheet) {
      const grown = view.scale / sheet.view.scale;
      pen.drawImage(
        sheet.page,
        view.x - (sheet.view.x + sheet.wide / 2) * grown,
        view.y - (sheet.view.y + sheet.high / 2) * grown,
        2 * sheet.wide * grown, 2 * sheet.high * grown,
      );
    }
    if (chosen >= 0) marked();
  };
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(paint);
  };
  const move = (to) => {
    view = to;
    coming = null; // it was of another view
    clearTimeout(rest);
    rest = setTimeout(redraw, 120);
    draw();
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(400, Math.max(0.01, view.scale * factor));
    const real = scale / view.scale;
    move({ scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real });
  };
  const choose = (at) => {
    if (at === chosen) return;
    chosen = at;
    told.textContent = at < 0 ? "\u00a0"
      : `${names[at]} · component ${components[at]} · ${degree[at]} partner${degree[at] === 1 ? "" : "s"}`;
    draw();
  };
  const nearest = (x, y) => {
    let best = -1;
    let gap = 14 * 14;
    for (let at = 0; at < names.length; at += 1) {
      const far = (across(at) - x) ** 2 + (down(at) - y) ** 2;
      if (far < gap) { gap = far; best = at; }
    }
    return best;
  };

  const held = new Map();
  let moved = false;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, [event.offsetX, event.offsetY]);
    moved = false;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return choose(nearest(event.offsetX, event.offsetY));
    if (held.size === 2) {
      const [id] = [...held.keys()].filter((each) => each !== event.pointerId);
      const [x, y] = held.get(id);
      const was = Math.hypot(before[0] - x, before[1] - y);
      zoom(Math.hypot(event.offsetX - x, event.offsetY - y) / Math.max(was, 1), x, y);
    } else {
      move({ ...view, x: view.x + event.offsetX - before[0], y: view.y + event.offsetY - before[1] });
    }
    moved = true;
    held.set(event.pointerId, [event.offsetX, event.offsetY]);
  });
  const release = (event) => held.delete(event.pointerId);
  canvas.addEventListener("pointerup", (event) => {
    release(event);
    const at = moved ? -1 : nearest(event.offsetX, event.offsetY);
    const target = at >= 0 && document.getElementById(`component-${components[at]}`);
    if (target) target.scrollIntoView({ behavior: "smooth" });
  });
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("dblclick", fit);
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const middle = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (event.key === "+" || event.key === "=") zoom(1.25, ...middle);
    else if (event.key === "-") zoom(0.8, ...middle);
    else if (event.key === "0") fit();
    else if (steps[event.key]) {
      move({ ...view, x: view.x + steps[event.key][0], y: view.y + steps[event.key][1] });
    } else return;
    event.preventDefault();
  });
  new ResizeObserver(fit).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();
