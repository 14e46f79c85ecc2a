"""An atlas: the whole scope, then each of its counties by itself."""

from collections import Counter
from dataclasses import replace

from loaders.briefs.subject import MapScope, subject_of
from loaders.catalog import Catalog


def atlas(catalog: Catalog, scope: MapScope) -> tuple[MapScope, ...]:
    """The scope and one scope per county with a project of it, in the order of its counties, those of others last.

    Pages of counties have the proposed headline and no frame of their own.

    Raises
    ------
    LoaderError
        If there is no such plan or county.
    """
    subject = subject_of(catalog, scope.query)
    touched = Counter(code for item in subject.features for code in (*item.adcodes, item.adcode) if code)
    order = [area.code for area in subject.counties if area.code in touched]
    own = {item.adcode for item in subject.features}
    order += sorted(code for code in touched if code in own and code not in order and catalog.area(code))
    codes = [code for code in order if not scope.query.counties or code in scope.query.counties]
    pages = [replace(scope, query=replace(scope.query, counties=(code,), bounds=None), title="") for code in codes]
    return (scope, *pages)
