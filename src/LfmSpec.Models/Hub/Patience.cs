namespace LfmSpec.Models.Hub;

/// <summary>Tries again after failures that may pass: with waits that double, each varied so that many clients do not come back at once.</summary>
internal sealed class Patience(HubLimits limits, int attempts, Action<string> tell)
{
    private int failures;

    /// <summary>Something arrived: the count begins again.</summary>
    public void Progressed() => failures = 0;

    /// <summary>Repeats what fails until it succeeds.</summary>
    /// <exception cref="HubFault">The last failure, when there were too many in a row.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (HubFault fault)
            {
                failures++;
                if (failures >= attempts)
                {
                    throw new HubFault($"{fault.Message} ({(failures == 1 ? "1 attempt" : $"{failures} attempts in a row")})", cause: fault);
                }

                var wait = Wait(fault);
                tell($"{fault.Message}; trying again in {wait.TotalSeconds:0.#} s");
                await Task.Delay(wait, cancellation).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Wait(HubFault fault)
    {
        var doubled = limits.FirstWait * Math.Pow(2, Math.Min(failures - 1, 30));
        var wait = (doubled < limits.LongestWait ? doubled : limits.LongestWait) * (0.5 + Random.Shared.NextDouble());
        var asked = fault.RetryAfter is { } retry && retry > limits.LongestRetryAfter ? limits.LongestRetryAfter : fault.RetryAfter;
        return asked > wait ? asked.Value : wait;
    }
}
