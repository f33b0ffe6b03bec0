using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LfmSpec.Lab.Measures;
using LfmSpec.Lab;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;
using LfmSpec.Models.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Cli;

/// <summary><c>lfmspec try</c>: one prompt, any intervention of the language, and what it changes.</summary>
internal static class TryCommand
{
    /// <summary>The form of --json: what is no number is a text, so that no value fails.</summary>
    internal static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    internal static Command Create()
    {
        var model = Commands.Model();
        var prompt = new Option<string>("--prompt") { Description = "The prompt, raw text; with --chat the user's message, as all other texts are.", Required = true };
        var chat = new ChatOptions();
        var corrupt = new Option<string?>("--corrupt") { Description = "The corrupt prompt of a pair, of as many tokens, for --patch." };
        var changes = new InterventionOptions(continues: false);
        var top = new Option<string>("--top") { Description = "How many tokens to show.", DefaultValueFactory = _ => "5" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of tables. What is no number is the text \"NaN\", \"Infinity\" or \"-Infinity\"." };
        var logits = new Option<string?>("--logits") { Description = "Write both runs' logits to this safetensors file, as 'clean' and 'changed', float32, [positions, vocabulary]." };
        var force = new Option<bool>("--force") { Description = "Replace the file of --logits if it is there." };
        var command = new Command("try", "Runs one prompt with interventions that act together: top tokens, and the KL by position.") { model, prompt, chat.Chat, chat.System, corrupt };
        foreach (var option in changes.All.Concat([top, json, logits, force]))
        {
            command.Add(option);
        }

        command.Does((parsed, cancellation) =>
        {
            // Read once before the model is, so that a mistake costs nothing.
            var written = changes.Read(parsed, text => text);
            if (written.Length == 0)
            {
                throw new InterventionTextException("There is nothing to try. Add --ablate, --head, --slice, --skip, --patch, --steer or --perturb.");
            }

            var shown = NumberText.Whole(top.Name, parsed.GetValue(top)!, 1, int.MaxValue);
            changes.Check(parsed, written, hasOtherPrompts: parsed.GetValue(corrupt) is not null);
            if (parsed.GetValue(logits) is null)
            {
                parsed.Refuse("no file is written by --logits", force);
            }

            CheckOutput(parsed.GetValue(logits), parsed.GetValue(force));
            if (chat.Messages(parsed) is null)
            {
                foreach (var (option, text) in Texts())
                {
                    parsed.CheckText(option, text);
                }
            }

            using var lab = Laboratory.Open(HubModel.Locate(parsed.GetValue(model)!, parsed.InvocationConfiguration.Error, cancellation));
            var asText = chat.Texts(parsed, lab.Checkpoint);
            var interventions = changes.Read(parsed, asText);
            cancellation.ThrowIfCancellationRequested();
            var second = parsed.GetValue(corrupt) is { } other ? asText(other) : null;
            using var trial = lab.Try(Prompts(asText(parsed.GetValue(prompt)!), second, [.. changes.Others(parsed).Select(asText)], interventions), interventions);
            if (parsed.GetValue(logits) is { } file)
            {
                Write(trial, file, parsed.GetValue(force), cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
            var report = Report.Of(trial, lab.Checkpoint.Tokenizer, interventions, shown);
            parsed.Print(parsed.GetValue(json) ? JsonSerializer.Serialize(report, Indented) : report.ToText());

            IEnumerable<(string Option, string Text)> Texts() =>
            [
                (prompt.Name, parsed.GetValue(prompt)!), .. parsed.GetValue(corrupt) is { } other ? [(corrupt.Name, other)] : Array.Empty<(string, string)>(),
                .. changes.Texts(parsed),
            ];
        });
        return command;
    }

    // What --force may replace is a file: a device or a folder is said before anything is run.
    private static void CheckOutput(string? file, bool overwrite)
    {
        if (file is null)
        {
            return;
        }

        if (!overwrite && (File.Exists(file) || Directory.Exists(file)))
        {
            throw new InterventionTextException($"--logits {file}: it is there already. Name another file, or replace it with --force.");
        }

        if (RegularFile.Problem(file) is { } problem)
        {
            throw new InterventionTextException($"--logits {file}: it {problem}.");
        }
    }

    private static PromptSpec Prompts(string prompt, string? corrupt, string[] others, Intervention[] interventions)
    {
        var patches = interventions.Any(intervention => intervention is Patching);
        return patches != corrupt is not null ? throw new InterventionTextException(patches ? "--patch takes a value from the run of another prompt: name it with --corrupt." : "--corrupt is the other prompt of --patch, and nothing is patched.")
            : corrupt is null ? new PromptSpec([prompt, .. others])
            : others.Length > 0 ? throw new InterventionTextException("--other prompts have no place beside a pair of --prompt and --corrupt.")
            : new PromptSpec([]) { Pairs = [new PromptPair(prompt, corrupt)] };
    }

    private static void Write(Trial trial, string file, bool overwrite, CancellationToken cancellation)
    {
        var writer = new SafetensorsWriter();
        foreach (var (name, logits) in new[] { ("clean", trial.Clean), ("changed", trial.Changed) })
        {
            using var scope = NewDisposeScope();
            writer.Add(name, SafetensorsDtype.F32, logits.shape, logits.cpu().contiguous().bytes.ToArray());
        }

        writer.Write(Path.GetFullPath(file), overwrite, cancellation);
    }

    /// <summary>What is printed.</summary>
    private sealed record Report(IReadOnlyList<string> Interventions, double KlMean, double KlLast, double KlSum, double Top1Agreement, IReadOnlyList<PositionReport> Positions)
    {
        internal static Report Of(Trial trial, HuggingFaceTokenizer tokenizer, IReadOnlyList<Intervention> interventions, int top)
        {
            var divergence = trial.Divergence;
            var positions = trial.Ids.Select((id, position) => new PositionReport(
                position, tokenizer.Piece(id), divergence.Kl[position], divergence.SameTop1[position],
                Top(trial.Clean, position, tokenizer, top), Top(trial.Changed, position, tokenizer, top)));
            return new Report(
                [.. interventions.Select(intervention => intervention.ToString()!)],
                divergence.Of(new MeasureSpec(new Kl())),
                divergence.Of(new MeasureSpec(new Kl(), LfmSpec.Reduction.Last)),
                divergence.Of(new MeasureSpec(new Kl(), LfmSpec.Reduction.Sum)),
                divergence.Of(new MeasureSpec(new Top1())),
                [.. positions]) { IsPatched = interventions.Any(intervention => intervention is Patching) };
        }

        private bool IsPatched { get; init; }

        internal string ToText()
        {
            var last = Positions[^1];
            IEnumerable<string> lines =
            [
                $"{string.Join("\n", Interventions)}",
                "",
                $"KL({(IsPatched ? "source ‖ patched" : "clean ‖ changed")}) in nats: mean over positions {ResultTable.Print(KlMean)}, last position {ResultTable.Print(KlLast)}, sum {ResultTable.Print(KlSum)}; top-1 agreement {ResultTable.Print(Top1Agreement)}",
                "",
                $"| next token, {(IsPatched ? "source" : "clean")} | p | next token, {(IsPatched ? "patched" : "changed")} | p |",
                "|:--|--:|:--|--:|",
                .. last.Clean.Zip(last.Changed, (clean, changed) => $"| {Quoted(clean.Token)} | {ResultTable.Print(clean.P)} | {Quoted(changed.Token)} | {ResultTable.Print(changed.P)} |"),
                "",
                "| position | token | KL | most probable next, clean | changed |",
                "|--:|:--|--:|:--|:--|",
                .. Positions.Select(position => $"| {position.Position} | {Quoted(position.Token)} | {ResultTable.Print(position.Kl)} | {Quoted(position.Clean[0].Token)} | {Quoted(position.Changed[0].Token)} |"),
            ];
            return string.Join('\n', lines);
        }

        private static TokenReport[] Top(Tensor logits, int position, HuggingFaceTokenizer tokenizer, int count)
        {
            using var scope = NewDisposeScope();
            var probabilities = nn.functional.softmax(logits[position].to(ScalarType.Float64), -1);
            var (values, indices) = probabilities.topk((int)Math.Min(count, probabilities.shape[0]));
            return [.. values.cpu().data<double>().ToArray().Zip(indices.cpu().data<long>().ToArray(), (p, id) => new TokenReport(tokenizer.Piece((int)id), (int)id, p))];
        }

        private static string Quoted(string token) => JsonSerializer.Serialize(token, Plain).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record PositionReport(int Position, string Token, double Kl, bool SameTop1, IReadOnlyList<TokenReport> Clean, IReadOnlyList<TokenReport> Changed);

    private sealed record TokenReport(string Token, int Id, double P);
}
