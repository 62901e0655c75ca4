"""Lire un courriel : texte, expéditeur, pièces ; rien ne fait tomber la lecture."""

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suivi.messagerie.automates import accepte_un_accuse, motif_d_ecart
from suivi.messagerie.courriel import Adresse
from suivi.messagerie.lecture import assembler, lire
from suivi.messagerie.textes import decoder, html_en_texte, lire_entete
from tests.suivi.courriels import MAL_FORMES, PDF, courriel, octets

NOUS = {"accueil@prefecture.example.org"}


def test_un_message_simple_dit_tout():
    lu = lire(octets(message_id="<a@example.org>", objet="Été à Mâcon", pieces=[("a.pdf", PDF)]))
    assert (lu.message_id, lu.objet) == ("<a@example.org>", "Été à Mâcon")
    assert lu.corps == "Bonjour,\nj'ai perdu mon passeport."
    assert lu.expediteur == Adresse("Usager 0012", "usager0012@example.org")
    assert [(piece.nom, piece.octets) for piece in lu.pieces] == [("a.pdf", PDF)]
    assert not lu.avertissements and not lu.est_mal_forme
    assert str(lu.destinataires[0]) == "accueil@prefecture.example.org"


def test_le_texte_simple_passe_avant_la_page():
    lu = lire(octets(corps="En texte", html="<p>En page</p>"))
    assert lu.corps == "En texte" and not lu.pieces


def test_une_page_seule_se_lit_en_texte_sans_rien_executer():
    message = EmailMessage()
    message.set_content(
        "<head><title>T</title><style>p{}</style></head><p>Bonjour&nbsp;<b>vous</b></p><script>x()"
        '</script><ul><li>un</li><li>deux</li></ul><a href="https://example.org/d">la page</a>'
        '<a href="javascript:x()">piège</a>',
        subtype="html",
    )
    assert lire(message.as_bytes()).corps == (
        "Bonjour vous\n\n- un\n\n- deux\n\nla page (https://example.org/d)piège"
    )


def test_le_fil_met_le_plus_proche_en_tete():
    lu = lire(octets(In_Reply_To="<b@x>", References="<a@x> <b@x> <c@x>"))
    assert lu.fil == ("<b@x>", "<c@x>", "<a@x>")


def test_un_message_transmis_en_piece_reste_entier():
    enveloppe = courriel(corps="Voir ci-joint")
    enveloppe.add_attachment(courriel(objet="D'origine", corps="Texte d'origine"))
    lu = lire(enveloppe.as_bytes())
    assert lu.corps == "Voir ci-joint" and len(lu.pieces) == 1
    assert lu.pieces[0].nom.endswith(".eml") and b"Texte d'origine" in lu.pieces[0].octets


def test_deux_textes_se_suivent_et_un_texte_nomme_est_une_piece():
    message = MIMEMultipart()
    message["From"] = "usager0012@example.org"
    nomme = MIMEText("annexe")
    nomme.add_header("Content-Disposition", "inline", filename="annexe.txt")
    for partie in (MIMEText("avant"), nomme, MIMEText("après", "plain", "utf-8")):
        message.attach(partie)
    lu = lire(message.as_bytes())
    assert lu.corps == "avant\n\naprès" and [p.nom for p in lu.pieces] == ["annexe.txt"]


@pytest.mark.parametrize("nom", MAL_FORMES)
def test_un_message_mal_forme_se_lit_quand_meme(nom):
    lu = lire(MAL_FORMES[nom])
    assert "\x00" not in lu.corps + lu.objet and lu.objet.isprintable()


def test_ce_qu_un_message_mal_forme_dit_encore_se_lit():
    assert lire(MAL_FORMES["sans fin de partie"]).corps == "Le début du message."
    assert lire(MAL_FORMES["sans fin de partie"]).est_mal_forme
    assert lire(MAL_FORMES["base64 fautif"]).corps == "Voici."
    inconnu = lire(MAL_FORMES["encodage inconnu"])
    assert inconnu.corps == "L'été" and inconnu.objet == "é brut été" and inconnu.est_mal_forme
    assert inconnu.expediteur.adresse == "usager0012@example.org"
    assert lire(MAL_FORMES["expéditeur illisible"]).expediteur.adresse.endswith("@example.org")


@given(st.binary(max_size=400), st.binary(max_size=200))
def test_aucun_octet_ne_fait_tomber_la_lecture(entetes, corps):
    for message in (entetes, b"Subject: " + entetes + b"\r\nFrom: " + corps + b"\r\n\r\n" + corps):
        lu = lire(message)
        (lu.objet + lu.corps + lu.expediteur.nom + "".join(p.nom for p in lu.pieces)).encode()


@given(st.text(max_size=300))
def test_aucune_page_ne_fait_tomber_la_mise_en_texte(html):
    html_en_texte(html)


@pytest.mark.parametrize(
    ("octets", "encodage", "texte"),
    [
        ("é".encode(), "utf-8", "é"),
        ("é".encode("cp1252"), "utf-8", "é"),
        ("é".encode(), "n-existe-pas", "é"),
        (b"\x81\x8d", None, "\x81\x8d"),
        ("’€".encode("cp1252"), None, "’€"),
    ],
)
def test_un_texte_se_decode_malgre_ce_qu_on_en_dit(octets, encodage, texte):
    assert decoder(octets, encodage) == texte


@pytest.mark.parametrize(
    ("brut", "lu"),
    [
        (None, ""),
        ("=?utf-8?Q?R=C3=A9clamation?=", "Réclamation"),
        ("=?utf-8?B?UsOpY2xh?= =?utf-8?B?bWF0aW9u?=", "Réclamation"),
        ("=?iso-8859-1?Q?=E9t=E9?= 2022", "été 2022"),
        ("=?utf-8?B?a?=", "=?utf-8?B?a?="),
        ("deux\r\n lignes", "deux lignes"),
        ("piège\u202efdp.exe", "piègefdp.exe"),
    ],
)
def test_un_entete_se_lit_sur_une_ligne(brut, lu):
    assert lire_entete(brut) == lu


def test_un_message_assemble_vaut_le_message_entier():
    entier = lire(octets(message_id="<a@x>", pieces=[("a.pdf", PDF)]))
    entetes = b"From: Usager 0012 <usager0012@example.org>\r\nMessage-ID: <a@x>\r\n\r\n"
    texte = b"Content-Type: text/plain\r\n\r\nBonjour,\r\nj'ai perdu mon passeport.\r\n"
    lu = assembler(entetes, [texte], ["« a.pdf » n'est pas repris."])
    assert (lu.corps, lu.message_id, lu.expediteur) == (
        entier.corps,
        entier.message_id,
        entier.expediteur,
    )
    assert lu.avertissements == ("« a.pdf » n'est pas repris.",)


# --- Ce qu'une machine a écrit ------------------------------------------------------------------


def motif(par_formulaire=False, est_de_nous=False, **champs):
    return motif_d_ecart(
        lire(octets(**champs)),
        nos_adresses=NOUS,
        est_de_nous=est_de_nous,
        par_formulaire=par_formulaire,
    )


@pytest.mark.parametrize(
    "champs",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x@example.org"},
        {"Return_Path": "<>"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "Bonjour"},
        {"Precedence": "auto_reply"},
        {"objet": "Réponse automatique : Absence"},
        {"objet": "Absence du bureau"},
        {"objet": "Automatic reply: votre demande"},
        {"objet": "Out of the office"},
        {"de": "noreply@example.org"},
        {"de": "ne-pas-repondre@example.org"},
        {"de": "Do Not Reply <do_not_reply@example.org>"},
        {"de": "service-noreply+12@example.org"},
    ],
)
def test_une_reponse_automatique_se_reconnait(champs):
    assert motif(**champs) == "reponse_automatique"


def test_un_accuse_de_lecture_est_une_reponse_automatique():
    brut = (
        b"From: usager0012@example.org\r\nSubject: Lu\r\nContent-Type: multipart/report; "
        b'report-type=disposition-notification; boundary="x"\r\n\r\n--x\r\n\r\nlu\r\n--x--\r\n'
    )
    assert motif_d_ecart(lire(brut), nos_adresses=NOUS, est_de_nous=False) == "reponse_automatique"


@pytest.mark.parametrize(
    "champs",
    [
        {"de": "MAILER-DAEMON@mx.example.org"},
        {"de": "Mail Delivery System <postmaster@example.org>", "Return_Path": "<>"},
        {"X_Failed_Recipients": "usager@example.org"},
    ],
)
def test_un_avis_de_non_remise_se_reconnait(champs):
    assert motif(**champs) == "non_remise"


@pytest.mark.parametrize(
    "champs",
    [
        {"Precedence": "bulk"},
        {"Precedence": "List"},
        {"List_Unsubscribe": "<https://x>"},
        {"List_Id": "<a>"},
    ],
)
def test_un_publipostage_se_reconnait(champs):
    assert motif(**champs) == "publipostage"


def test_une_boucle_se_reconnait():
    assert motif(de="Accueil <Accueil@Prefecture.example.org>") == "boucle"
    assert motif(est_de_nous=True) == "boucle"


@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"Auto_Submitted": "no"},
        {"X_Auto_Response_Suppress": "OOF, AutoReply"},
        {"objet": "Votre réponse automatique ne m'a pas aidé"},
        {"de": "noreply@site.example.org", "Reply_To": "usager0012@example.org"},
        {"de": "nora.plyer@example.org"},
        {"de": "nonoreply@example.org"},
        {"Return_Path": "<usager0012@example.org>"},
        {"X_Autoreply": "no"},
    ],
)
def test_la_parole_d_un_usager_n_est_pas_ecartee(champs):
    assert motif(**champs) == ""


def test_ce_qu_un_formulaire_envoie_est_d_un_usager():
    champs = {"de": "noreply@site.example.org", "Auto_Submitted": "auto-generated"}
    assert motif(par_formulaire=True, **champs) == ""
    assert motif(par_formulaire=True, de="mailer-daemon@site.example.org") == "non_remise"


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({}, True),
        ({"X_Auto_Response_Suppress": "OOF"}, False),
        ({"X_Auto_Response_Suppress": "None"}, True),
        ({"List_Id": "<a>"}, False),
        ({"de": "noreply@example.org", "Reply_To": "usager0012@example.org"}, False),
        ({"de": ""}, False),
    ],
)
def test_on_n_accuse_reception_qu_a_une_personne(champs, attendu):
    assert accepte_un_accuse(lire(octets(**champs))) is attendu
