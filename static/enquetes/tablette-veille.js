/* Rend la page gardée quand le réseau tombe ; ne retient rien d'autre, et n'envoie rien. */
"use strict";
const PATIENCE = 5000; // un réseau qui ne répond plus vaut un réseau coupé
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (ev) => ev.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (ev) => {
  if (ev.request.method === "GET") ev.respondWith(repondre(ev.request));
});
async function repondre(demande) {
  try {
    return await fetch(demande, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (panne) {
    const garde = await caches.match(demande, { ignoreSearch: demande.mode === "navigate" });
    if (garde) return garde;
    throw panne;
  }
}
