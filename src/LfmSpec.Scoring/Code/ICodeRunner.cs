namespace LfmSpec.Scoring;

/// <summary>Runs a program that a model wrote, confined.</summary>
public interface ICodeRunner
{
    /// <summary>Runs a program and then its check.</summary>
    /// <param name="language">The language of both.</param>
    /// <param name="program">The program.</param>
    /// <param name="check">What must run to its end after it.</param>
    /// <returns>What became of it.</returns>
    CodeResult Run(CodeLanguage language, string program, string check);
}

/// <summary>A language of programs that are run.</summary>
public enum CodeLanguage
{
    /// <summary>Python.</summary>
    Python,

    /// <summary>JavaScript, in Node.</summary>
    JavaScript,

    /// <summary>C#.</summary>
    CSharp,
}

/// <summary>What became of a program.</summary>
public enum CodeOutcome
{
    /// <summary>The check ran to its end.</summary>
    Passed,

    /// <summary>The program or its check failed.</summary>
    Failed,

    /// <summary>It was stopped at its limit of time.</summary>
    TimedOut,

    /// <summary>It was stopped as it did what it may not.</summary>
    Refused,

    /// <summary>It was not run, as this machine cannot.</summary>
    Skipped,
}

/// <summary>What became of a program.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Detail">Why, in a short sentence without its full stop.</param>
public sealed record CodeResult(CodeOutcome Outcome, string Detail);
