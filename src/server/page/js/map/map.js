// The map: one object that views draw on. It knows MapLibre; the views know only this.

import { basemapAddress, layerAddress } from "../api.js";
import { h } from "../dom.js";
import { NETWORK, POINTS, palette, style } from "./style.js";

const EUROPE = [[-6, 40.5], [32, 61.5]];

/** Marks of an answer that can be clicked, front to back. */
const MARKS = ["units", "points", "end-ring", "flow", "way", "way-water", "relax", "other", "focus-line", "side-a", "side-b"];

export class CorridorMap extends EventTarget {
  #map = null;
  #maplibre = null;
  #data = {};
  #layers;
  #stances = {};
  #hovered = null;
  #popup = null;
  #picking = null;
  #choosing = null;
  #byEvidence = false;

  /** Loads the library and draws the basemap. `at` is `zoom/lat/lon`, as in links. */
  static async open(container, { layers, at }) {
    const map = new CorridorMap();
    map.#layers = layers;
    [map.#maplibre] = await Promise.all([import("../../vendor/maplibre-gl/maplibre-gl.mjs"), dress()]);
    const { Map, NavigationControl, AttributionControl, ScaleControl } = map.#maplibre;
    const [zoom, lat, lon] = (at ?? "").split("/").map(Number);
    const where = at && [zoom, lat, lon].every(Number.isFinite) ? { zoom, center: [lon, lat] } : { bounds: EUROPE, fitBoundsOptions: { padding: 8 } };
    map.#map = new Map({
      container, style: style(palette(), layers, { basemap: basemapAddress, layer: layerAddress }),
      ...where, minZoom: 2.4, maxZoom: 13, attributionControl: false, dragRotate: false, pitchWithRotate: false, maxPitch: 0,
      renderWorldCopies: false, fadeDuration: 120, canvasContextAttributes: { antialias: !software() },
    });
    map.#map.touchZoomRotate.disableRotation();
    map.#map.keyboard.disableRotation();
    map.#map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-left");
    map.#map.addControl(new AttributionControl({ compact: false, customAttribution: "Natural Earth · Corridor" }), "bottom-right");
    map.#map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    map.#map.getCanvas().setAttribute("aria-label", "Map of Europe with the network and the answer. Arrow keys move it, plus and minus zoom.");
    map.#listen();
    // Drawing can begin before everything is there; answers wait for the style only.
    await new Promise((resolve) => map.#map.once("style.load", resolve));
    map.#map.once("idle", () => map.dispatchEvent(new Event("idle")));
    return map;
  }

  #listen() {
    const map = this.#map;
    map.on("moveend", () => this.dispatchEvent(new CustomEvent("moved", { detail: this.where() })));
    map.on("click", (event) => this.#click(event));
    map.on("mousemove", (event) => this.#move(event));
    map.on("mouseout", () => this.#hover(null));
    map.on("error", (event) => this.dispatchEvent(new CustomEvent("trouble", { detail: event.error?.message ?? "The map could not load a layer." })));
  }

  /** Position as links write it: `zoom/lat/lon`. */
  where() {
    const { lng, lat } = this.#map.getCenter();
    return `${this.#map.getZoom().toFixed(2)}/${lat.toFixed(3)}/${lng.toFixed(3)}`;
  }

  /** Puts features into one of the sources `lines`, `points`, `units`, `ends`. */
  set(source, features) {
    this.#data[source] = { type: "FeatureCollection", features };
    this.#map.getSource(source)?.setData(this.#data[source]);
  }

  /** Takes everything that an answer drew. */
  clear() {
    for (const source of ["lines", "points", "units", "ends"]) if (this.#data[source]?.features.length) this.set(source, []);
    this.closePopup();
  }

  /** Shows or hides a layer of the network; it is loaded when first shown. */
  toggle(id, on) {
    if (on) this.#layers.add(id);
    else this.#layers.delete(id);
    const source = this.#map.getSource(id);
    if (on && !this.#data[id]) {
      this.#data[id] = layerAddress(id);
      source.setData(this.#data[id]);
    }
    for (const layer of id === "ports" ? ["ports", "port-names"] : [id]) this.#map.setLayoutProperty(layer, "visibility", on ? "visible" : "none");
  }

  /** The other theme: same layers, same data, other colours. */
  recolour() {
    const next = style(palette(), this.#layers, { basemap: basemapAddress, layer: layerAddress }, this.#byEvidence);
    for (const layer of next.layers) for (const [name, value] of Object.entries(layer.paint ?? {})) this.#map.setPaintProperty(layer.id, name, value);
  }

  /** Colours railways and roads by how well they are known, or by what they are. */
  byEvidence(on) {
    if (on === this.#byEvidence) return;
    this.#byEvidence = on;
    this.recolour();
  }

  /** Colours states by stance: {code: "deny"|"slow"|"allow"}. */
  stances(wanted) {
    for (const code of new Set([...Object.keys(this.#stances), ...Object.keys(wanted)])) {
      this.#map.setFeatureState({ source: "land", id: code }, { stance: wanted[code] ?? "" });
    }
    this.#stances = { ...wanted };
  }

  /** Until told otherwise, clicks choose states: `chosen(code)`. `null` ends it. */
  chooseStates(chosen) {
    this.#choosing = chosen;
    this.#cursor();
    if (!chosen) this.#hover(null);
  }

  /** The next click gives a position: `picked([lon, lat])`. `null` ends the wait. */
  pick(picked) {
    this.#picking = picked;
    this.#cursor();
  }

  #cursor(mark = false) {
    this.#map.getCanvas().style.cursor = this.#picking ? "crosshair" : mark || this.#choosing ? "pointer" : "";
  }

  #under(point, layers, reach = 4) {
    const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const there = layers.filter((id) => this.#map.getLayer(id) && this.#map.getLayoutProperty(id, "visibility") !== "none");
    return this.#map.queryRenderedFeatures(box, { layers: there })[0];
  }

  #click(event) {
    const at = [event.lngLat.lng, event.lngLat.lat];
    if (this.#picking) {
      const picked = this.#picking;
      this.pick(null);
      picked(at);
      return;
    }
    if (this.#choosing) {
      const land = this.#under(event.point, ["land"], 0);
      if (land) this.#choosing(land.properties.code);
      return;
    }
    const mark = this.#under(event.point, MARKS) ?? this.#under(event.point, POINTS, 5) ?? this.#under(event.point, ["rail", "road"]);
    if (!mark) return this.closePopup();
    const where = mark.geometry.type === "Point" ? mark.geometry.coordinates : at;
    this.dispatchEvent(new CustomEvent("mark", { detail: { source: mark.source, properties: mark.properties, at: where } }));
    return undefined;
  }

  #move(event) {
    if (this.#picking) return;
    if (this.#choosing) {
      this.#hover(this.#under(event.point, ["land"], 0)?.properties.code ?? null);
      return;
    }
    this.#cursor(Boolean(this.#under(event.point, [...MARKS, ...POINTS])));
  }

  #hover(code) {
    if (code === this.#hovered) return;
    if (this.#hovered) this.#map.setFeatureState({ source: "land", id: this.#hovered }, { hover: false });
    if (code) this.#map.setFeatureState({ source: "land", id: code }, { hover: true });
    this.#hovered = code;
    this.dispatchEvent(new CustomEvent("state", { detail: code }));
  }

  /** Shows what was made (an element, never HTML in text) beside a position. */
  popup(at, content) {
    this.closePopup();
    this.#popup = new this.#maplibre.Popup({ closeButton: true, maxWidth: "320px", offset: 10, focusAfterOpen: false }).setLngLat(at).setDOMContent(content).addTo(this.#map);
  }

  closePopup() {
    this.#popup?.remove();
    this.#popup = null;
  }

  /** Fits the view to positions; `named` when their marks carry long names. */
  fit(positions, { most = 8.5, animate = true, named = false } = {}) {
    if (!positions.length) return;
    let [west, south, east, north] = [180, 90, -180, -90];
    for (const [lon, lat] of positions) [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    // A timeline that has just come may have taken room of which the map has not heard yet.
    const canvas = this.#map.getCanvas();
    if (canvas.clientWidth !== width || canvas.clientHeight !== height) this.#map.resize();
    const room = Math.min(width, height) * 0.1;
    // Names stand beside marks: to the right of them where there is room, below them on a phone.
    const beside = (width > 700 ? 70 : 26) + (named ? Math.min(90, width * 0.17) : 0);
    this.#map.fitBounds([[west, south], [east, north]], { padding: { top: room + 30, bottom: room + 16, left: Math.max(room, named ? 84 : 58), right: room + beside }, maxZoom: most, duration: animate && !reduced() ? 700 : 0 });
  }

  /** Flies to a position. */
  fly(at, zoom = 8.2) {
    this.#map.flyTo({ center: at, zoom: Math.max(zoom, Math.min(this.#map.getZoom(), 10)), duration: reduced() ? 0 : 1100, essential: false });
  }

  /** The picture as PNG bytes, as it stands on the screen. */
  async picture() {
    const map = this.#map;
    return new Promise((resolve) => {
      map.once("render", () => map.getCanvas().toBlob(resolve, "image/png"));
      map.triggerRepaint();
    });
  }

  resize() {
    this.#map.resize();
  }

  /** Whether everything asked for is drawn (tests wait for it). */
  get drawn() {
    return this.#map.loaded() && !this.#map.isMoving();
  }

  /** How many features of a source are drawn now (tests ask). */
  count(layer) {
    return this.#map.queryRenderedFeatures({ layers: [layer] }).length;
  }

  /** Where on the screen a position is (tests click there). */
  pixel(at) {
    return this.#map.project(at);
  }
}

/** The library's own style, before the page's style of the map. */
const dress = () => new Promise((resolve) => {
  const link = h("link", { rel: "stylesheet", href: new URL("../../vendor/maplibre-gl/maplibre-gl.css", import.meta.url).href, onload: resolve, onerror: resolve });
  document.querySelector("link[href$='css/map.css']").before(link);
});

/** Whether the browser draws without a graphics processor: smoothed edges would then cost four times the pixels. */
function software() {
  const gl = document.createElement("canvas").getContext("webgl");
  const named = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = named ? gl.getParameter(named.UNMASKED_RENDERER_WEBGL) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|softpipe|basic render|software/i.test(renderer);
}

const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Layers that are on when a link names none. */
export const usualLayers = () => new Set(NETWORK.filter((layer) => layer.on).map((layer) => layer.id));
