"""How fine one point is that stands for an area."""

EXACT_RADIUS_KM, VILLAGE_RADIUS_KM, TOWNSHIP_RADIUS_KM = 1.5, 5.0, 15.0


def precision_of_radius(radius_km: float) -> str:
    """How fine a point inside an area is: exact, village or township by the area's radius, region beyond."""
    limits = (("exact", EXACT_RADIUS_KM), ("village", VILLAGE_RADIUS_KM), ("township", TOWNSHIP_RADIUS_KM))
    return next((name for name, limit in limits if radius_km <= limit), "region")
