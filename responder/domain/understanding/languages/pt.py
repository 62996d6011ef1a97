"""Portuguese: keywords only. Its phrases are not understood yet."""

from responder.domain.understanding.languages.language import Language

PORTUGUESE = Language(
    code="pt",
    opt_out="sair",
    real="air asir bair cair dair fair gair hair jair lair mair nair pair saar sabir sabr sadr sahir sai "
    "saia saic said saif sail sain saio saira saire sais sait saiu saiz salir samir sapir sar sari sarr "
    "saur sbir seir shir sir soir spir stair stir vair yair",
)
