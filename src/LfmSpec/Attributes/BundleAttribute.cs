namespace LfmSpec;

/// <summary>
/// What several experiments share, named once. The prompts, measures, interventions and the like on a class that derives from this one are read as if they stood on every experiment that
/// bears it, in its place among the others. It is in the experiments' project, or in one that they refer to; it has no arguments of its own.
/// </summary>
/// <example><code>
/// [Prompts(Suite.TaskFamilies, PerFamily = 3), Measure(Kl), Measure(Top1)]
/// public sealed class OverTheTaskFamiliesAttribute : BundleAttribute;
///
/// [Experiment, OverTheTaskFamilies, Ablate(Layers = "all", Target = Mlp)]
/// public partial class Mlps;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public abstract class BundleAttribute : Attribute;
