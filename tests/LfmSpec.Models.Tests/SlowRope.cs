using System.Text.Json;

namespace LfmSpec.Models.Tests;

/// <summary>
/// The rotary embedding of <see cref="SlowModel"/>, in double precision: RoFormer's angles, and the scalings as their papers and transformers have them,
/// in the form with wavelengths (llama3) and with two sets of frequencies that are blended (yarn).
/// </summary>
internal sealed class SlowRope
{
    private readonly int width;
    private readonly double[] frequencies;
    private readonly double sharpening = 1;

    /// <summary>Reads rope_parameters, or rope_theta beside rope_scaling, of a config.json.</summary>
    internal SlowRope(JsonElement config, int width)
    {
        this.width = width;
        var rope = config.TryGetProperty("rope_parameters", out var parameters) ? parameters : config.TryGetProperty("rope_scaling", out var scaling) ? scaling : config;
        double Get(string key, double otherwise = double.NaN) => rope.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        var theta = Get("rope_theta", config.TryGetProperty("rope_theta", out var outside) ? outside.GetDouble() : double.NaN);
        frequencies = [.. Enumerable.Range(0, width / 2).Select(pair => Math.Pow(theta, -2.0 * pair / width))];

        var type = rope.TryGetProperty("rope_type", out var named) || rope.TryGetProperty("type", out named) ? named.GetString() : "default";
        var factor = Get("factor");
        var original = Get("original_max_position_embeddings", config.GetProperty("max_position_embeddings").GetDouble());
        if (type == "linear")
        {
            frequencies = [.. frequencies.Select(frequency => frequency / factor)];
        }
        else if (type == "llama3")
        {
            double low = Get("low_freq_factor"), high = Get("high_freq_factor");
            frequencies = [.. frequencies.Select(frequency =>
            {
                var wavelength = 2 * Math.PI / frequency;
                var smooth = (original / wavelength - low) / (high - low);
                return wavelength < original / high ? frequency
                    : wavelength > original / low ? frequency / factor
                    : (1 - smooth) * frequency / factor + smooth * frequency;
            })];
        }
        else if (type == "yarn")
        {
            double Correction(double rotations) => width * Math.Log(original / (rotations * 2 * Math.PI)) / (2 * Math.Log(theta));
            var low = Math.Max(Math.Floor(Correction(Get("beta_fast", 32))), 0);
            var high = Math.Min(Math.Ceiling(Correction(Get("beta_slow", 1))), width - 1);
            frequencies = [.. frequencies.Select((extrapolated, pair) =>
            {
                var ramp = Math.Min(Math.Max((pair - low) / (high == low ? 0.001 : high - low), 0), 1);
                return extrapolated * (1 - ramp) + extrapolated / factor * ramp;
            })];
            sharpening = Get("attention_factor", 0.1 * Math.Log(factor) + 1);
        }
    }

    /// <summary>Turns the heads of queries or keys, [position][head x width], by their positions.</summary>
    internal double[][] Turn(double[][] rows) => [.. rows.Select((row, t) => row.Select((x, index) =>
    {
        var (head, c) = (index / width * width, index % width);
        var angle = t * frequencies[c % (width / 2)];
        var other = c < width / 2 ? -row[head + c + width / 2] : row[head + c - width / 2];
        return sharpening * (x * Math.Cos(angle) + other * Math.Sin(angle));
    }).ToArray())];
}
