/* Saisie rapide : une lettre choisit la nature quand elle a le focus, F2 dit la fiche anonyme,
   Entrée enregistre. Sans ce fichier la page se remplit et s'envoie comme un formulaire ordinaire.
   Rien ne se perd : si l'envoi échoue, la fiche reste telle quelle, avec son jeton. */
(() => {
  "use strict";
  const fiche = () => document.getElementById("fiche");
  const annoncer = (phrase) => {
    const dit = document.createElement("p");
    dit.className = "fr-error-text";
    dit.textContent = phrase;
    document.getElementById("annonce").replaceChildren(dit);
  };
  const choisir = (touche) => {
    const bouton = fiche().querySelector(`[data-touche="${CSS.escape(touche.toUpperCase())}"]`);
    if (!bouton) return false;
    bouton.checked = true;
    bouton.focus();
    return true;
  };
  const surTouche = (ev) => {
    const champ = ev.target;
    if (ev.key === "F2" && fiche()) { fiche().elements.anonyme.click(); ev.preventDefault(); return; }
    if (champ.form !== fiche() || ev.ctrlKey || ev.altKey || ev.metaKey || ev.isComposing) return;
    if (ev.key === "Enter" && !ev.shiftKey && champ.type !== "submit") {
      ev.preventDefault();
      if (!ev.repeat) fiche().requestSubmit();
    } else if (champ.type === "radio" && ev.key.length === 1 && choisir(ev.key)) ev.preventDefault();
  };
  document.addEventListener("keydown", (ev) => { if (fiche()) surTouche(ev); });

  /* Une fiche qui part n'a plus besoin qu'on cherche ses semblables. */
  document.addEventListener("htmx:beforeRequest", (ev) => {
    if (ev.detail.elt.id !== "fiche" && fiche()?.classList.contains("htmx-request")) ev.preventDefault();
  });

  const ENVOI = "La fiche n'est pas enregistrée et reste à l'écran : ";
  const estLaFiche = (ev) => ev.detail.requestConfig?.elt?.id === "fiche" || ev.detail.elt?.id === "fiche";
  document.addEventListener("htmx:sendError", (ev) => {
    if (estLaFiche(ev)) annoncer(`${ENVOI}le réseau ne répond pas. Appuyez de nouveau sur Entrée.`);
  });
  document.addEventListener("htmx:responseError", (ev) => {
    if (estLaFiche(ev)) annoncer(`${ENVOI}le serveur l'a refusée. Appuyez de nouveau sur Entrée.`);
  });
  /* Session finie : la réponse est la page de connexion, qui ne doit pas prendre la place. */
  document.addEventListener("htmx:beforeSwap", (ev) => {
    if (!estLaFiche(ev) || ev.detail.xhr.status !== 200 || ev.detail.xhr.responseText.includes('id="saisie"')) return;
    ev.detail.shouldSwap = false;
    annoncer(`${ENVOI}votre session est finie. Reconnectez-vous dans un autre onglet, puis Entrée.`);
  });

  /* htmx rend le focus au champ quitté ; la fiche suivante commence par le premier. */
  document.addEventListener("htmx:afterSwap", (ev) => {
    if (ev.detail.target.id === "saisie") fiche().querySelector("[autofocus]")?.focus();
  });

  const commencee = () => ["objet", "nom", "coordonnees", "observations"].some((nom) => fiche()?.elements[nom].value.trim());
  let part = false;
  document.addEventListener("submit", (ev) => { part = ev.target === fiche() && !ev.defaultPrevented; });
  window.addEventListener("beforeunload", (ev) => { if (!part && commencee()) ev.preventDefault(); });
})();
