namespace LfmSpec;

/// <summary>
/// A law of a kind's own, on a method of its type: what must hold of every clean run, whatever the model. Each is a test of every experiment that
/// uses the kind, named after the method, which is written <c>public LawVerdict Name(CleanRuns runs, CleanRun run)</c>, static if it needs no setting.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LawAttribute : Attribute;
