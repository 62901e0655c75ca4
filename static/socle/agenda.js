/* Le calendrier au clavier : une grille dont un seul jour est dans la tabulation. Sans ce fichier,
   chaque ligne reste un lien que la tabulation atteint. */
(() => {
  "use strict";
  const grille = document.querySelector("[data-grille]");
  if (!grille) return;
  const jours = [...grille.querySelectorAll("tbody td")];
  const liens = (jour) => [...jour.querySelectorAll("a")];
  const PAS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const MOIS = { PageUp: "prev", PageDown: "next" };

  const viser = (jour) => {
    for (const autre of jours) autre.tabIndex = autre === jour ? 0 : -1;
    return jour;
  };
  const aller = (jour) => viser(jour).focus();
  /* Un jour d'un autre mois : la page de ce mois, ouverte sur lui. */
  const voisin = (rel) => document.querySelector(`.qp-agenda__mois a[rel=${rel}]`).href;
  const ouvrirSur = (page, jour) => { location.href = `${page}#jour-${jour.toISOString().slice(0, 10)}`; };
  const decaler = (jour, pas) => {
    const cible = jours[jours.indexOf(jour) + pas];
    if (cible) return aller(cible);
    const le = new Date(`${jour.id.slice(5)}T12:00:00Z`);
    le.setUTCDate(le.getUTCDate() + pas);
    ouvrirSur(voisin(pas < 0 ? "prev" : "next"), le);
  };
  const changerDeMois = (jour, rel) => {
    const page = voisin(rel);
    const [annee, mois] = new URL(page).searchParams.get("mois").split("-").map(Number);
    const dernier = new Date(Date.UTC(annee, mois, 0)).getUTCDate();
    ouvrirSur(page, new Date(Date.UTC(annee, mois - 1, Math.min(Number(jour.id.slice(-2)), dernier))));
  };
  const ouvrir = (jour) => {
    const [premier, second] = liens(jour);
    if (second) premier.focus();
    else premier?.click();
  };

  const surUnJour = (jour, touche) => {
    const debut = jours.indexOf(jour) - (jours.indexOf(jour) % 7);
    if (touche in PAS) decaler(jour, PAS[touche]);
    else if (touche in MOIS) changerDeMois(jour, MOIS[touche]);
    else if (touche === "Home") aller(jours[debut]);
    else if (touche === "End") aller(jours[debut + 6]);
    else if (touche === "Enter") ouvrir(jour);
    else return false;
    return true;
  };
  const surUnLien = (jour, lien, touche) => {
    const tous = liens(jour);
    const rang = tous.indexOf(lien);
    if (touche === "ArrowUp") tous[Math.max(0, rang - 1)].focus();
    else if (touche === "ArrowDown") tous[Math.min(tous.length - 1, rang + 1)].focus();
    else if (touche === "Escape") aller(jour);
    else return false;
    return true;
  };

  grille.addEventListener("keydown", (touche) => {
    if (touche.altKey || touche.ctrlKey || touche.metaKey || touche.shiftKey) return;
    const jour = touche.target.closest("td");
    if (!jour) return;
    const faite = touche.target === jour ? surUnJour(jour, touche.key) : surUnLien(jour, touche.target, touche.key);
    if (faite) touche.preventDefault();
  });
  grille.addEventListener("focusin", (ou) => { const jour = ou.target.closest("td"); if (jour) viser(jour); });

  grille.setAttribute("role", "grid");
  for (const lien of grille.querySelectorAll("tbody a")) lien.tabIndex = -1;
  document.getElementById("agenda-aide").hidden = false;
  const vise = jours.find((jour) => `#${jour.id}` === location.hash);
  if (vise) aller(vise);
  else viser(grille.querySelector("[aria-current=date]") || jours.find((jour) => !jour.matches(".qp-agenda__jour--autre")));
})();
