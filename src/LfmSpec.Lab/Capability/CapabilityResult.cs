namespace LfmSpec.Lab;

/// <summary>What became of one test under one protocol.</summary>
/// <param name="Test">The test's id.</param>
/// <param name="Score">From 0 to 1; of the strict protocol 0 or 1.</param>
/// <param name="Skipped">Whether it was not scored, as this machine cannot; it counts in no share.</param>
/// <param name="Why">Why it is wrong or skipped, or an empty text.</param>
/// <param name="Answer">What the model wrote.</param>
public sealed record CapabilityOutcome(string Test, double Score, bool Skipped, string Why, string Answer);

/// <summary>The scores of a capability.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Category">The file's category.</param>
/// <param name="About">What a right answer shows.</param>
/// <param name="Sha256">SHA-256 of the file of tests, in hexadecimal.</param>
/// <param name="Strict">The strict protocol on the clean model, a test each.</param>
/// <param name="Published">The published protocol on the clean model, a list of all tests a seed.</param>
/// <param name="Cases">The strict protocol under each case, in order.</param>
/// <param name="Baselines">What answers without a model score, in words, strictly and as published.</param>
public sealed record CapabilityResult(
    CapabilitySpec Spec,
    string Category,
    string About,
    string Sha256,
    IReadOnlyList<CapabilityOutcome> Strict,
    IReadOnlyList<IReadOnlyList<CapabilityOutcome>> Published,
    IReadOnlyList<(CaseSpec Case, IReadOnlyList<CapabilityOutcome> Outcomes)> Cases,
    IReadOnlyList<(string Answer, double Strict, double Published)> Baselines);
