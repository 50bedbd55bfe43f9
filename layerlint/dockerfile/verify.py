"""stub"""
from layerlint.dockerfile.model import Dockerfile


def verify(file: Dockerfile) -> None:
    """stub"""
