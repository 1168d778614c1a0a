"""Words of other languages for what is private, secret or a draft."""

ABROAD = {
    *(
        "privat",
        "privata",
        "privato",
        "privada",
        "privado",
        "privé",
        "privée",
        "prywatne",
        "личное",
    ),
    *("brouillon", "brouillons", "entwurf", "entwürfe", "borrador", "borradores", "bozza", "bozze"),
    *("rascunho", "rascunhos", "utkast", "udkast", "kladde", "szkic", "черновик", "черновики"),
    *("geheim", "vertraulich", "unveröffentlicht", "versteckt", "secreto", "secreta", "segreto"),
    *("segreta", "segredo", "oculto", "oculta", "nascosto", "riservato", "confidentiel"),
    *("confidencial", "vertrouwelijk", "verborgen", "hemlig", "hemmelig", "tajne", "секретно"),
    *("приватно", "下書き", "非公開", "秘密", "草稿", "私密", "保密", "초안", "비공개"),
}
