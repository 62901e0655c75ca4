/* Au clavier, parcourir des boutons radio les coche un à un : on n'enregistre qu'après une courte
   pause, ou en quittant le groupe. Rien ne se perd : un lien suivi attend que tout soit enregistré,
   et le navigateur prévient avant de quitter la page sur une saisie qui ne l'est pas. */
(() => {
  "use strict";
  const PAUSE = 800;
  const enAttente = new Map(); /* formulaire → minuterie */
  const touchees = new Map(); /* formulaire pas encore enregistré → nombre de gestes */
  const parties = new Map(); /* formulaire en cours d'envoi → gestes qu'il emporte */
  let fleche = false;
  let lien = null; /* suivi dès que tout est enregistré */

  const estUnAvis = (el) => el.matches?.(".qp-saisie [type=radio]");
  const oublier = (form) => {
    clearTimeout(enAttente.get(form));
    return enAttente.delete(form);
  };
  const envoyer = (form) => {
    if (oublier(form)) form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const toucher = (ev) => {
    const form = ev.target.form;
    if (form?.matches(".qp-saisie")) touchees.set(form, (touchees.get(form) || 0) + 1);
  };

  document.addEventListener("keydown", (ev) => {
    fleche = ev.key.startsWith("Arrow") && estUnAvis(ev.target);
  }, true);
  document.addEventListener("pointerdown", () => { fleche = false; }, true);

  document.addEventListener("input", toucher, true);
  document.addEventListener("change", (ev) => {
    const form = ev.target.form;
    if (!form?.matches(".qp-saisie")) return;
    toucher(ev);
    oublier(form);
    if (!fleche || !estUnAvis(ev.target)) return;
    ev.stopImmediatePropagation();
    enAttente.set(form, setTimeout(() => envoyer(form), PAUSE));
  }, true);
  document.addEventListener("submit", (ev) => oublier(ev.target), true);

  document.addEventListener("focusout", (ev) => {
    const form = ev.target.form;
    const reste = estUnAvis(ev.relatedTarget ?? document) && ev.relatedTarget.form === form;
    if (enAttente.has(form) && ev.relatedTarget && !reste) envoyer(form);
  });

  /* Enregistrée : la réponse le dit, et rien n'a été touché depuis l'envoi. */
  document.addEventListener("htmx:beforeRequest", (ev) => {
    const form = ev.detail.elt;
    if (form.matches?.(".qp-saisie")) parties.set(form, touchees.get(form));
  });
  document.addEventListener("htmx:afterRequest", (ev) => {
    const form = ev.detail.elt;
    if (!parties.has(form)) return;
    const gardee = ev.detail.successful && ev.detail.xhr.responseText.includes("fr-valid-text");
    if (gardee && parties.get(form) === touchees.get(form)) touchees.delete(form);
    parties.delete(form);
    suivre();
  });

  const suivre = () => {
    if (!lien || enAttente.size || parties.size) return;
    const adresse = lien;
    lien = null;
    if (touchees.size) [...touchees.keys()][0].scrollIntoView({ block: "center" });
    else window.location.assign(adresse);
  };
  document.addEventListener("click", (ev) => {
    const cible = ev.target.closest?.("a[href]");
    const ailleurs = ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.altKey || ev.button || cible?.target;
    if (!cible || ailleurs || cible.getAttribute("href").startsWith("#")) return;
    /* « Garder sa réponse » abandonne la sienne, en connaissance de cause. */
    if (cible.closest(".qp-conflit")) touchees.delete(cible.closest("form"));
    if (!enAttente.size && !parties.size) return;
    ev.preventDefault();
    lien = cible.href;
    for (const form of [...enAttente.keys()]) envoyer(form);
  });

  window.addEventListener("beforeunload", (ev) => { if (touchees.size) ev.preventDefault(); });
  /* Qui quitte quand même : un dernier envoi, que le serveur refuse s'il écraserait une réponse. */
  window.addEventListener("pagehide", () => {
    for (const form of touchees.keys()) {
      oublier(form);
      fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, headers: { "HX-Request": "true" } });
    }
    touchees.clear();
  });
})();
