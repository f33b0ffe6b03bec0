using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>What scoring a capability would cost.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Tests">The number of its tests.</param>
/// <param name="Answers">The answers that it asks for: of each test one a protocol, seed and case.</param>
/// <param name="Known">Those of them that are kept.</param>
/// <param name="PromptTokens">The tokens that would be read.</param>
/// <param name="NewTokens">The tokens that would be written at most; an answer may end sooner.</param>
/// <param name="Requests">What the strict protocol asks.</param>
public sealed record CapabilityPlan(string Experiment, int Tests, int Answers, int Known, long PromptTokens, long NewTokens, IReadOnlyList<GenerationRequest> Requests);
