"""What is known and who says so: tissues, devices, nerves, laws and limits as tables, every number sourced.

>>> sorted(frozen_conductivity_laws())
['deng-liu-2004', 'ice', 'ice-alternative', 'rabin', 'sweat-1973']
"""

from __future__ import annotations

from cryonerve.sources.acoustics import (
    Acoustics,
    IceAcoustics,
    acoustic_materials,
    acoustics_of,
    ice_acoustics,
)
from cryonerve.sources.adverse_events import AdverseScale, adverse_scale, adverse_scales
from cryonerve.sources.audit import AuditedReport, Statement, audited_report
from cryonerve.sources.axons import AxonClass, FibreModel, axon_classes, fibre_models
from cryonerve.sources.catalogue import CatalogueRow, catalogue_rows, numbers, source_keys
from cryonerve.sources.citations import Reference, cite, references
from cryonerve.sources.comparators import HeatRules, Modality, heat_rules, modalities
from cryonerve.sources.courses import PublishedCourse, published_courses
from cryonerve.sources.degeneration import DegenerationStage, degeneration_stages
from cryonerve.sources.device import Device, Thawing, Wall
from cryonerve.sources.evidence import (
    Outcome,
    Question,
    Study,
    evidence_methods,
    evidence_questions,
    studies,
)
from cryonerve.sources.finding_limits import FindingLimit, limits
from cryonerve.sources.following import FollowAlarms, FollowPriors, follow_alarms, follow_priors
from cryonerve.sources.injury import (
    InjuryLaw,
    InjuryRules,
    RecoveryPriors,
    injury_laws,
    injury_rules,
    recovery_priors,
)
from cryonerve.sources.instrument import Instrument
from cryonerve.sources.instrument_files import instruments, read_instrument
from cryonerve.sources.laws import ConductivityLaw
from cryonerve.sources.library import (
    device_called,
    devices,
    frozen_conductivity_laws,
    nerve_kinds,
    tissues,
)
from cryonerve.sources.nerve import NerveKind
from cryonerve.sources.pain import PainPriors, PainSeries, ShamTrial, pain_priors, pain_series, sham_trial
from cryonerve.sources.planning import PlanningUnknowns, ScanUnknowns, planning_unknowns, scan_unknowns
from cryonerve.sources.responders import ResponderDefinition, responder_definitions
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.transducer import Transducer, transducers
from cryonerve.sources.value import Law, Sourced, Standing

__all__ = [
    "Acoustics",
    "AdverseScale",
    "AuditedReport",
    "AxonClass",
    "CatalogueRow",
    "ConductivityLaw",
    "DegenerationStage",
    "Device",
    "FibreModel",
    "FindingLimit",
    "FollowAlarms",
    "FollowPriors",
    "HeatRules",
    "IceAcoustics",
    "InjuryLaw",
    "InjuryRules",
    "Instrument",
    "Law",
    "Modality",
    "NerveKind",
    "Outcome",
    "PainPriors",
    "PainSeries",
    "PlanningUnknowns",
    "PublishedCourse",
    "Question",
    "RecoveryPriors",
    "Reference",
    "ResponderDefinition",
    "ScanUnknowns",
    "ShamTrial",
    "Sourced",
    "Standing",
    "Statement",
    "Study",
    "Thawing",
    "Tissue",
    "Transducer",
    "Wall",
    "acoustic_materials",
    "acoustics_of",
    "adverse_scale",
    "adverse_scales",
    "audited_report",
    "axon_classes",
    "catalogue_rows",
    "cite",
    "degeneration_stages",
    "device_called",
    "devices",
    "evidence_methods",
    "evidence_questions",
    "fibre_models",
    "follow_alarms",
    "follow_priors",
    "frozen_conductivity_laws",
    "heat_rules",
    "ice_acoustics",
    "injury_laws",
    "injury_rules",
    "instruments",
    "limits",
    "modalities",
    "nerve_kinds",
    "numbers",
    "pain_priors",
    "pain_series",
    "planning_unknowns",
    "published_courses",
    "read_instrument",
    "recovery_priors",
    "references",
    "responder_definitions",
    "scan_unknowns",
    "sham_trial",
    "source_keys",
    "studies",
    "tissues",
    "transducers",
]
