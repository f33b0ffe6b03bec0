namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and persistent buffers by name: the tensors themselves, no copies.</summary>
            /// <param name="destination">Where they are added; a new dictionary by default.</param>
            /// <param name="prefix">What goes before every name, with a dot between.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach (var (key, parameter) in named_parameters())
                    destination.TryAdd(Key(key), parameter);
                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(Key(key), buffer);
                foreach (var (key, module) in _internal_submodules)
                    module.state_dict(destination, Key(key));
                return destination;
            }

            /// <summary>Copies values into the parameters and persistent buffers.</summary>
            /// <param name="source">Values by name.</param>
            /// <param name="strict">Names without a value, or values without a name, are an error.</param>
            /// <param name="skip">Names that are left as they are.</param>
            /// <returns>The names of this module that have no value, and the names of values that are not of this module.</returns>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source,
                bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                List<string> unexpected = [.. source.Keys.Where(key => !skip.Contains(key) && !destination.ContainsKey(key))];
                List<string> missing = [.. destination.Keys.Where(key => !skip.Contains(key) && !source.ContainsKey(key))];
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary. Missing: "
                        + $"{Names(missing)}; unexpected: {Names(unexpected)}. Name them in skip, or set strict: false.");
                // Leaves that need a gradient take no writes while gradients are recorded.
                using var mode = no_grad();
                foreach (var (key, value) in source)
                {
                    if (!skip.Contains(key) && destination.TryGetValue(key, out var target))
                        target.copy_(value);
                }
                return (missing, unexpected);
            }

            private static string Names(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
        }
    }
}
