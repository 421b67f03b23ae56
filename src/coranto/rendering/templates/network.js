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
    view = {
      scale,
      x: (canvas.clientWidth - wide * scale) / 2 - box[0] * scale,
      y: (canvas.clientHeight - high * scale) / 2 - box[1] * scale,
    };
    draw();
  };
  const across = (at) => places[at][0] * view.scale + view.x;
  const down = (at) => places[at][1] * view.scale + view.y;
  const radius = (at) => Math.min(9, 1.6 + Math.sqrt(degree[at])) * Math.min(1.6, Math.max(0.5, view.scale / 12));

  const lines = (colour, opacity, wanted) => {
    const few = 4; // widths: one path for each keeps thousands of edges smooth
    for (let width = 1; width <= few; width += 1) {
      pen.beginPath();
      for (const edge of edges) {
        if (!wanted(edge) || Math.ceil((edge[2] / heaviest) * few) !== width) continue;
        pen.moveTo(across(edge[0]), down(edge[0]));
        pen.lineTo(across(edge[1]), down(edge[1]));
      }
      pen.strokeStyle = colour;
      pen.globalAlpha = opacity;
      pen.lineWidth = 0.4 + 0.5 * width;
      pen.stroke();
    }
    pen.globalAlpha = 1;
  };
  const paint = () => {
    waiting = false;
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(name);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    lines(colour("--edge"), 0.45, (edge) => !edge[3]);
    lines(colour("--hot"), 0.6, (edge) => edge[3]);
    if (chosen >= 0) lines(colour("--ink"), 1, (edge) => edge[0] === chosen || edge[1] === chosen);
    for (let each = 0; each < 8; each += 1) {
      pen.beginPath();
      for (let at = 0; at < names.length; at += 1) {
        if (communities[at] % 8 !== each) continue;
        pen.moveTo(across(at) + radius(at), down(at));
        pen.arc(across(at), down(at), radius(at), 0, 7);
      }
      pen.fillStyle = colour(`--c${each}`);
      pen.fill();
    }
    if (chosen >= 0) {
      pen.font = "600 14px serif";
      pen.fillStyle = colour("--ink");
      pen.fillText(names[chosen].slice(0, 60), across(chosen) + radius(chosen) + 4, down(chosen) + 4);
    }
  };
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(paint);
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(400, Math.max(0.01, view.scale * factor));
    const real = scale / view.scale;
    view = { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
    draw();
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
      view = { ...view, x: view.x + event.offsetX - before[0], y: view.y + event.offsetY - before[1] };
      draw();
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
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const middle = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const ways = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (event.key === "+" || event.key === "=") zoom(1.25, ...middle);
    else if (event.key === "-") zoom(0.8, ...middle);
    else if (event.key === "0") fit();
    else if (ways[event.key]) {
      view = { ...view, x: view.x + ways[event.key][0], y: view.y + ways[event.key][1] };
      draw();
    } else return;
    event.preventDefault();
  });
  new ResizeObserver(fit).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
