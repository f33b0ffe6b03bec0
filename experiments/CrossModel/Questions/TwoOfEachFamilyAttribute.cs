namespace CrossModel;

/// <summary>The prompts that every question is asked on: two of each task family.</summary>
[Prompts(Suite.TaskFamilies, PerFamily = 2)]
public sealed class TwoOfEachFamilyAttribute : BundleAttribute;
