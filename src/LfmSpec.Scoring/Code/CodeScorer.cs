using LfmSpec.Scoring.Answers;

namespace LfmSpec.Scoring.Code;

/// <summary>The program that an answer holds runs, and what is checked of it holds.</summary>
/// <param name="language">Its language.</param>
/// <param name="check">What is checked.</param>
/// <param name="runner">Runs it; null where nothing may be run.</param>
internal sealed class CodeScorer(CodeLanguage language, string check, ICodeRunner? runner) : IScorer
{
    private static readonly Dictionary<CodeLanguage, string[]> Fences = new()
    {
        [CodeLanguage.Python] = ["python", "py", "python3"],
        [CodeLanguage.JavaScript] = ["javascript", "js", "node"],
        [CodeLanguage.CSharp] = ["csharp", "cs", "c#"],
    };

    /// <inheritdoc/>
    public Score Of(string output)
    {
        if (Answer.Problem(output) is { } problem)
        {
            return Score.Wrong(problem);
        }

        if (Answer.Block(output, Fences[language]) is not { } program)
        {
            return Score.Wrong($"there is not one block of {language} alone");
        }

        if (runner is null)
        {
            return Score.Wrong("programs are not run here") with { Skipped = true };
        }

        var result = runner.Run(language, program, check);
        return result.Outcome switch
        {
            CodeOutcome.Passed => Score.Correct,
            CodeOutcome.Skipped => Score.Wrong(result.Detail) with { Skipped = true },
            _ => Score.Wrong(result.Detail),
        };
    }
}
