"""Puts the configured services together: geopy geocoder, transport with its key, pace and cache."""

from collections.abc import Callable

from geopy.adapters import BaseSyncAdapter

from geo.online import amap, nominatim, tianditu
from geo.online.cache import AnswerCache
from geo.online.courier import Courier, Timing
from geo.online.options import Options
from geo.online.remote import Credential, adapter_factory
from geo.online.replies import AskedService

USER_AGENT = "PlanAtlas/1"

# Makes the adapter factory of a geocoder from its credential; the one place where a transport is chosen.
Transport = Callable[[Credential | None], Callable[..., BaseSyncAdapter]]


def couriers(
    options: Options, *, transport: Transport = adapter_factory, timing: Timing | None = None
) -> tuple[Courier, ...]:
    """A courier for each configured service, in the order of the settings."""
    cache = AnswerCache(options.cache)
    return tuple(
        Courier(_service(name, options, transport), cache, options.rates[name], timing or Timing())
        for name in options.order
    )


def _service(name: str, options: Options, transport: Transport) -> AskedService:
    user_agent = f"{USER_AGENT} ({options.contact})" if options.contact else USER_AGENT
    if name == "tianditu":
        factory = transport(Credential(tianditu.KEY_PARAMETER, options.tianditu_key))
        return tianditu.Tianditu(adapter_factory=factory, user_agent=user_agent)
    if name == "amap":
        factory = transport(Credential(amap.KEY_PARAMETER, options.amap_key))
        return amap.Amap(adapter_factory=factory, user_agent=user_agent)
    return nominatim.NominatimService(
        adapter_factory=transport(None), user_agent=user_agent, base_url=options.nominatim_url
    )
