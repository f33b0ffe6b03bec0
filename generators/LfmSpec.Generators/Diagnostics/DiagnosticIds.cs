namespace LfmSpec.Generators.Diagnostics;

/// <summary>
/// The id of every rule. LFM0xx are mistakes of structure, LFM1xx mistakes of method; each has a page under
/// docs/diagnostics.
/// </summary>
internal static class DiagnosticIds
{
    public const string NotPartial = "LFM001";
    public const string UnsuitedClass = "LFM002";
    public const string NoIntervention = "LFM003";
    public const string NoSuchLayer = "LFM004";
    public const string UnreadableRange = "LFM005";
    public const string NoSuchHead = "LFM006";
    public const string ComponentNotOnBlock = "LFM007";
    public const string NoTarget = "LFM008";
    public const string SameCase = "LFM009";
    public const string CannotActTogether = "LFM010";
    public const string ReplacementDoesNotFit = "LFM011";
    public const string SaidTwice = "LFM012";
    public const string IncompleteSteering = "LFM013";
    public const string UnusableScale = "LFM014";
    public const string NotAnExperiment = "LFM015";
    public const string UnusablePrompts = "LFM016";
    public const string HeadWithoutHeadTarget = "LFM017";
    public const string NoModel = "LFM018";
    public const string UnusableMeasure = "LFM019";
    public const string UnusableName = "LFM020";
    public const string UnknownValue = "LFM021";
    public const string NoSuchPosition = "LFM022";
    public const string UnusablePairs = "LFM023";
    public const string UnusablePatch = "LFM024";
    public const string UnusableObservation = "LFM025";
    public const string UnusableSummary = "LFM026";
    public const string UnusableTarget = "LFM027";
    public const string UnusableSetting = "LFM028";
    public const string SettingWithoutMeaning = "LFM029";
    public const string UnusableData = "LFM030";
    public const string FineTuneNotAlone = "LFM031";
    public const string SameName = "LFM032";
    public const string UnprintableText = "LFM033";
    public const string UnusableKind = "LFM034";
    public const string UnusableModel = "LFM035";
    public const string UnusableCapability = "LFM036";
    public const string WholeBlockZeroed = "LFM101";
    public const string WholeStreamPatched = "LFM102";
    public const string OnlySummed = "LFM103";
    public const string SliceIsNoHead = "LFM104";
    public const string ProductZeroed = "LFM105";
    public const string LossOverPadding = "LFM106";
    public const string SingleSeed = "LFM107";
    public const string UnmatchedLoss = "LFM108";
    public const string RatioToBase = "LFM110";
    public const string TargetOfTwoKinds = "LFM111";
    public const string PromptTwice = "LFM112";
    public const string SpaceAtEnd = "LFM113";
    public const string NothingTogether = "LFM114";
}

/// <summary>The keys of what a diagnostic carries for its code fix.</summary>
internal static class DiagnosticProperties
{
    /// <summary>
    /// What the fix puts in: the text of <c>Layers</c> (LFM007), the targets to choose from (LFM008), the replacement
    /// (LFM011), the argument to remove (LFM012, LFM029, LFM114), the argument to add (LFM013), the text of <c>Targets</c> (LFM027, LFM111),
    /// assignments to choose from (LFM030), the value of <c>EvaluateEvery</c> (LFM108), the prompt without its spaces (LFM113).
    /// </summary>
    public const string Fix = nameof(Fix);
}
