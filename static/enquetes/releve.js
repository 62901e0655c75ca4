/* Un relevé rempli sur place : chaque point changé s'enregistre seul. Sans réseau, il reste dans
   l'appareil et repart au retour du réseau ou à la reprise de la page. */
(() => {
  "use strict";
  document.getElementById("manques")?.focus();
  const chrono = (champ) => {
    const bouton = document.createElement("button");
    let depart = 0;
    bouton.type = "button";
    bouton.className = "fr-btn fr-btn--tertiary";
    bouton.textContent = "Chronométrer";
    bouton.addEventListener("click", () => {
      if (!depart) { depart = Date.now(); bouton.textContent = "Arrêter"; return; }
      champ.value = String(Math.round((Date.now() - depart) / 1000));
      depart = 0;
      bouton.textContent = "Chronométrer";
      champ.dispatchEvent(new Event("change", { bubbles: true }));
    });
    champ.after(bouton);
  };
  document.querySelectorAll("[data-chronometre]").forEach(chrono);

  const form = document.getElementById("releve");
  const etat = document.getElementById("etat-enregistrement");
  if (!form || !etat) return;
  const cle = `releve-${form.dataset.releve ?? location.pathname}`;
  const partie = (nom) => form.querySelector(`[data-partie="${CSS.escape(nom)}"]`);
  let changees = new Set();
  let minuterie = 0;
  let enRoute = false;

  const dire = (texte) => { if (etat.textContent !== texte) etat.textContent = texte; };
  const lire = (nom) => [...partie(nom).querySelectorAll("input, select, textarea")]
    .filter((champ) => champ.name && champ.type !== "file" && (!/radio|checkbox/.test(champ.type) || champ.checked))
    .map((champ) => [champ.name, champ.value]);
  const garder = () => {
    try {
      if (changees.size) localStorage.setItem(cle, JSON.stringify(Object.fromEntries([...changees].map((nom) => [nom, lire(nom)]))));
      else localStorage.removeItem(cle);
    } catch { /* stockage refusé : l'enregistrement en ligne suffit */ }
  };
  const remettre = (nom, valeurs) => {
    const bloc = partie(nom);
    if (!bloc) return false;
    bloc.querySelectorAll("input, select, textarea").forEach((champ) => {
      const siennes = valeurs.filter(([n]) => n === champ.name).map(([, v]) => v);
      if (/radio|checkbox/.test(champ.type)) champ.checked = siennes.includes(champ.value);
      else if (champ.type !== "hidden" && siennes.length) champ.value = siennes[0];
    });
    return true;
  };
  const envoyer = async () => {
    if (enRoute || !changees.size) return;
    enRoute = true;
    const partantes = changees;
    changees = new Set();
    const corps = new FormData();
    corps.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    partantes.forEach((nom) => lire(nom).forEach(([n, v]) => corps.append(n, v)));
    dire("Enregistrement…");
    try {
      const reponse = await fetch(form.action || location.href, { method: "POST", body: corps, headers: { "X-Enregistrement": "1" } });
      const lu = reponse.ok || [409, 410].includes(reponse.status) ? await reponse.json() : null;
      if (lu?.refus && reponse.status === 410) { // prolongé, le prêt reprendra ce qui reste ici
        partantes.forEach((nom) => changees.add(nom));
        dire(`${lu.refus} Ce que vous venez de noter reste dans cet appareil.`);
        return;
      }
      if (lu?.refus) { dire(lu.refus); changees.clear(); garder(); return; }
      if (!lu) throw new Error(String(reponse.status));
      const fautes = Object.entries(lu.fautes);
      dire(fautes.length ? `À corriger : ${fautes.map(([nom, dit]) => `${nom}, ${dit}`).join(" ")}` : "Tout est enregistré.");
    } catch {
      partantes.forEach((nom) => changees.add(nom));
      dire(`Pas de réseau : ${changees.size} point(s) gardé(s) dans cet appareil, à envoyer.`);
    } finally {
      enRoute = false;
      garder();
    }
    if (changees.size) programmer(5000);
  };
  const programmer = (delai) => { clearTimeout(minuterie); minuterie = setTimeout(envoyer, delai); };
  const noter = (ev) => {
    const nom = ev.target.closest("[data-partie]")?.dataset.partie;
    if (!nom) return;
    changees.add(nom);
    garder();
    programmer(ev.type === "change" ? 400 : 1500);
  };
  form.addEventListener("input", noter);
  form.addEventListener("change", noter);
  form.addEventListener("submit", () => { clearTimeout(minuterie); try { localStorage.removeItem(cle); } catch { /* rien à effacer */ } });
  window.addEventListener("online", () => envoyer());

  let reste = {};
  try { reste = JSON.parse(localStorage.getItem(cle) ?? "{}"); } catch { /* illisible : rien à reprendre */ }
  changees = new Set(Object.entries(reste).filter(([nom, valeurs]) => remettre(nom, valeurs)).map(([nom]) => nom));
  if (changees.size) envoyer();
})();
