"""Un QR code en SVG, pour ce qui s'imprime et s'affiche."""

import segno
from django.utils.safestring import SafeString, mark_safe

BORD = 4  # modules blancs autour du code, ce que demande la norme


def qr_code(adresse: str, classe: str = "affiche__code") -> SafeString:
    """Au quart corrigible : une affiche se salit et se déchire."""
    code = segno.make(adresse, error="q", micro=False)
    return mark_safe(code.svg_inline(border=BORD, omitsize=True, svgclass=classe))
